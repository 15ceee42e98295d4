import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { readConfig } from "../lib/config/config.ts";
import { workerFlags } from "./permissions.ts";

const ENVIRONMENT = {
  NEURONOVA_PUBLIC_URL: "http://127.0.0.1:8080",
  NEURONOVA_SESSION_KEY: "A".repeat(43),
  NEURONOVA_AUTHORITY: "urn:oid:1.2.3",
  NEURONOVA_DATABASE_PASSWORD: "a long password",
  NEURONOVA_ORTHANC_URL: "http://orthanc:8042",
  NEURONOVA_ORTHANC_PASSWORD: "a long password",
  NEURONOVA_FHIR_URL: "https://fhir.example/base",
  NEURONOVA_OPENEMR_URL: "http://127.0.0.1:8091",
  NEURONOVA_OPENEMR_CLIENT_ID: "portal",
  NEURONOVA_OPENEMR_USER: "portal",
  NEURONOVA_OPENEMR_PASSWORD: "a long password",
};

Deno.test("the worker may reach its neighbours and read its own files, and nothing else", () => {
  const environment = { ...ENVIRONMENT, NEURONOVA_FHIR_TOKEN_FILE: "/run/secrets/token" };
  const flags = workerFlags(readConfig(ENVIRONMENT), environment, "/app/");
  const net = flags.find((flag) => flag.startsWith("--allow-net="));
  assert.deepEqual(net?.split("=")[1]?.split(","), [
    "127.0.0.1:3306",
    "127.0.0.1:6379",
    "orthanc:8042",
    "fhir.example:443",
    "127.0.0.1:8091",
    "127.0.0.1:8010",
  ]);
  assert.ok(flags.some((flag) => flag.startsWith("--allow-read=/app/,")));
  assert.ok(flags.some((flag) => flag.endsWith(",/run/secrets/token")));
  for (const flag of flags) {
    assert.doesNotMatch(
      flag,
      /^(-A|--allow-all|--allow-write|--allow-run|--allow-(net|read|ffi))$/,
    );
  }
});

/** A program that supervises a child which dies twice and then runs until it is told to end. */
const PROGRAM = `
import { openLog } from ${JSON.stringify(new URL("../lib/log/log.ts", import.meta.url).href)};
import { supervise } from ${JSON.stringify(new URL("./supervisor.ts", import.meta.url).href)};
const child = 'echo life >> "$0"; [ $(wc -l < "$0") -lt 3 ] && kill -9 $$; exec sleep 60';
const command = ["sh", "-c", child, Deno.args[0]];
Deno.exit(await supervise({ command, log: openLog("info") }));
`;

Deno.test("a worker that dies is started again, and both end when they are told to", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/program.ts`, PROGRAM);
    const config = fileURLToPath(new URL("../deno.json", import.meta.url));
    const process = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-check", `--config=${config}`, "--allow-run=sh", "--allow-env"],
        ...["--allow-read", "--allow-sys=hostname", `${dir}/program.ts`, `${dir}/lives`],
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const output = new Response(process.stdout).text();
    const lives = async () => {
      const text = await Deno.readTextFile(`${dir}/lives`).catch(() => "");
      return text.split("\n").length - 1;
    };
    const deadline = Date.now() + 20_000;
    while (await lives() < 3 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    process.kill("SIGTERM");
    const { code } = await process.status;
    const events = (await output).trim().split("\n").map((line) => JSON.parse(line).event);
    assert.deepEqual([code, await lives()], [0, 3]);
    assert.equal(events.filter((event) => event === "The worker died").length, 2);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
