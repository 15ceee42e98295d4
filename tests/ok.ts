/**
 * `deno task ok`: what to run before a commit. Format, lint and types side by side, then the tests
 * that need no server, no browser and no patient's images; import rules are among them.
 */
import { walkFiles } from "./files.ts";

/** A test that imports one of these is for `deno task test`. */
const SLOW = /services\.ts"|servers\.ts"|cases\.ts"|playwright|stack\/(openemr|fhir|nginx|orthanc)/;

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
  const tests = await walkFiles(".", /_test\.tsx?$/);
  const texts = await Promise.all(tests.map((path) => Deno.readTextFile(path)));
  return tests.filter((_, n) => !SLOW.test(texts[n]!));
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
