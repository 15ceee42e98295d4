import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { freePort } from "../../stack/ports.ts";
import { type Service, startProcess } from "../../stack/process.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Starts an entry file of stack/ with exactly the permissions that its head names. */
async function start(entry: "fhir" | "openemr", dir: string, more: string[]): Promise<Service> {
  const port = freePort();
  const path = entry === "fhir" ? "/fhir/metadata" : "/apis/default/fhir/metadata";
  return await startProcess({
    name: entry,
    command: [
      ...[Deno.execPath(), "run", "--no-prompt", "--cached-only", "--allow-net=127.0.0.1"] as const,
      ...[`--allow-read=${ROOT},${dir}`, `--allow-write=${dir}`],
      ...[`${ROOT}stack/${entry}.ts`, "--port", String(port), "--dir", dir, ...more],
    ],
    account: { uid: Deno.uid() ?? 0, gid: Deno.gid() ?? 0, drop: "nothing" },
    cwd: ROOT,
    // As the same user, so that it finds the runtime's cache.
    env: { HOME: Deno.env.get("HOME") ?? "" },
    port,
    log: `${dir}/log`,
    ready: async (signal) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal });
      await response.body?.cancel();
      return response.status === 200;
    },
  });
}

Deno.test("the FHIR server runs with the permissions it names, and keeps all at kill -9", async () => {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-process-" });
  try {
    const first = await start("fhir", dir, []);
    const url = `http://127.0.0.1:${first.port}/fhir/Patient/p-1`;
    const stored = await fetch(url, {
      method: "PUT",
      headers: { "content-type": "application/fhir+json" },
      body: JSON.stringify({ resourceType: "Patient", id: "p-1", gender: "female" }),
    });
    await stored.body?.cancel();
    assert.equal(stored.status, 201);
    first.kill();
    await first.exited;
    const second = await start("fhir", dir, []);
    const read = await fetch(`http://127.0.0.1:${second.port}/fhir/Patient/p-1`);
    assert.equal((await read.json()).gender, "female");
    await second.stop();
    assert.equal((await second.exited).code, 0);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("the OpenEMR sandbox runs with the permissions it names, and keeps its tokens at kill -9", async () => {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-process-" });
  try {
    const account = { clientId: "app", user: "doctor", password: "right" };
    await Deno.writeTextFile(`${dir}/account.json`, JSON.stringify(account), { mode: 0o600 });
    await Deno.writeTextFile(`${dir}/seed.json`, JSON.stringify([{ pubpid: "MRN-1" }]));
    const files = ["--account", `${dir}/account.json`, "--seed", `${dir}/seed.json`];
    const first = await start("openemr", dir, files);
    const token = await fetch(`http://127.0.0.1:${first.port}/oauth2/default/token`, {
      method: "POST",
      body: new URLSearchParams({
        ...{ grant_type: "password", user_role: "users", username: "doctor", password: "right" },
        ...{ client_id: "app", scope: "api:oemr user/patient.read" },
      }),
    });
    const { access_token } = await token.json();
    first.kill();
    await first.exited;
    const second = await start("openemr", dir, files);
    const list = await fetch(`http://127.0.0.1:${second.port}/apis/default/api/patient`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    assert.equal((await list.json()).data.length, 1);
    await second.stop();
    assert.equal((await second.exited).code, 0);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
