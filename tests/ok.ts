/**
 * `deno task ok`: what to run before a commit. Format, lint and types side by side, then the tests
 * that need no server, no browser and no patient's images; import rules are among them.
 */
import { importsOf } from "./architecture/imports.ts";
import { walkFiles } from "./files.ts";

/** A test that reaches one of these, by whatever way, is for `deno task test`. */
const SLOW =
  /^(tests\/(shared_servers|start_servers|cases)\.ts|stack\/(process|demo_study|phantom\/anatomy)\.ts|fresh\/dev\/.*)$|^playwright-core$/;
/** Folders whose tests start programs of their own. */
const SLOW_FOLDERS = /^(stack|workers|cli|tests\/(accuracy|chaos|flows|gate|browser|neighbours))\//;

async function run(name: string, args: readonly string[]): Promise<boolean> {
  const started = performance.now();
  const command = new Deno.Command(Deno.execPath(), {
    args: [...args],
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  });
  const { success, stdout, stderr } = await command.output();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`${success ? "ok  " : "FAIL"} ${name} (${seconds} s)\n`);
  if (!success) await Promise.all([stdout, stderr].map((bytes) => Deno.stdout.write(bytes)));
  return success;
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

async function fastTests(): Promise<string[]> {
  const fast: string[] = [];
  for (const path of await walkFiles(".", /_test\.tsx?$/)) {
    if (!SLOW_FOLDERS.test(path) && !await reachesSlow(path, new Set())) fast.push(path);
  }
  return fast;
}

/** Whether a file imports a slow one, itself or through others. */
async function reachesSlow(path: string, seen: Set<string>): Promise<boolean> {
  if (SLOW.test(path)) return true;
  if (seen.has(path) || !/\.tsx?$/.test(path)) return false;
  seen.add(path);
  const text = await Deno.readTextFile(path).catch(() => "");
  for (const { to, typeOnly } of importsOf(path, text)) {
    if (!typeOnly && await reachesSlow(to, seen)) return true;
  }
  return false;
}

const checks = await Promise.all([
  run("format", ["fmt", "--check", "--quiet"]),
  run("lint", ["lint", "--quiet"]),
  run("types", ["check", "--quiet", "."]),
]);
const tests = await run("fast tests", [
  "test",
  "-A",
  "--no-check",
  "--quiet",
  "--parallel",
  ...await fastTests(),
]);
Deno.exit(checks.every(Boolean) && tests ? 0 : 1);
