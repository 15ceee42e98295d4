/**
 * `deno task test [PATH...]`: every test of the repository, on real services that this starts and
 * stops. Brings in what is missing (Debian packages as root, the viewer, the portal's build), needs
 * nothing set up before. `--long` runs the long ones instead. Last line: N passed, N failed, N skipped.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { sentenceOf, StackFault } from "../stack/fault.ts";
import { prepareViewer } from "../stack/ohif.ts";
import { ensurePackages } from "../stack/packages.ts";
import { buildPages } from "../stack/pages.ts";
import { walkFiles } from "./files.ts";
import { startServers, TEST_SERVERS } from "./start_servers.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const JUNIT = ".data/tests/junit.xml";
const LONG = /_long_test\.tsx?$/;

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

async function main(args: readonly string[]): Promise<number> {
  Deno.chdir(ROOT);
  const long = args.includes("--long");
  const paths = args.filter((arg) => arg !== "--long");
  await ensurePackages("tests", (line) => say(`${line}\n`));
  await prepareViewer();
  await buildPages();
  const files = paths.length > 0
    ? paths
    : (await walkFiles(".", /_test\.tsx?$/)).filter((path) => LONG.test(path) === long);
  const servers = await startServers();
  try {
    const { counts, code } = await test(files, JSON.stringify(servers.shared));
    // A file that cannot even be loaded is no test that failed, but a failure it is.
    const failed = code === 0 ? counts.failed : Math.max(1, counts.failed);
    say(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped\n`);
    return failed === 0 ? 0 : 1;
  } finally {
    servers.kill();
  }
}

async function test(files: readonly string[], services: string) {
  await Deno.mkdir(".data/tests", { recursive: true });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", "--sanitize-ops", "--sanitize-resources"]
      .concat(`--junit-path=${JUNIT}`, ...files),
    env: {
      [TEST_SERVERS]: services,
      NO_COLOR: "1",
      // Ahead of node_modules/.bin, whose "deno" is a script that passes no signal on to Deno.
      PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH") ?? ""}`,
    },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let tail = "";
  for await (const piece of child.stdout) {
    Deno.stdout.writeSync(piece);
    tail = (tail + new TextDecoder().decode(piece)).slice(-4000);
  }
  const { code } = await child.status;
  return { code, counts: readCounts(tail) };
}

/** Deno's own last line: "ok | 5 passed (3 steps) | 0 failed | 1 ignored (2s)". Steps do not count. */
function readCounts(text: string): Counts {
  const line = text.split("\n").findLast((one) => /^(ok|FAILED) \| /.test(one)) ?? "";
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("ignored") };
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

async function exitCode(): Promise<number> {
  try {
    return await main(Deno.args);
  } catch (error) {
    say(`${sentenceOf(error)}\n0 passed, 1 failed, 0 skipped\n`);
    return error instanceof StackFault ? error.exitCode : 1;
  }
}

Deno.exit(await exitCode());
