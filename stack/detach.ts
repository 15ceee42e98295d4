import { join, resolve } from "node:path";
import { ROOT } from "./data_folder.ts";
import { type DemoState, readRunningDemo } from "./demo_state.ts";
import { StackFault } from "./fault.ts";
import { isAlive } from "./process_identity.ts";
import type { Report } from "./report.ts";

/**
 * Starts the demo in a session of its own, passes on what it says until everything is ready, and
 * leaves it running.
 *
 * @throws {StackFault} with its last words and its exit code when it does not get that far
 */
export async function startDetached(
  args: readonly string[],
  data: string,
  report: Report,
): Promise<DemoState> {
  const folder = resolve(data);
  await Deno.mkdir(join(folder, "logs"), { recursive: true });
  const log = join(folder, "logs", "demo.log");
  await Deno.writeTextFile(log, "", { mode: 0o600 });
  await Deno.chmod(log, 0o600); // one of an earlier start keeps its mode
  const own = args.filter((arg) => arg !== "--detach" && arg !== "--json");
  const child = new Deno.Command("sh", {
    args: ["-c", 'log=$1; shift; exec setsid "$@" >>"$log" 2>&1 </dev/null', "sh", log]
      .concat(Deno.execPath(), "run", "-A", join(ROOT, "stack", "demo.ts"), "--detached", ...own),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let ended: Deno.CommandStatus | null = null;
  child.status.then((status) => ended = status);
  child.unref();
  for (let shown = 0;;) {
    await new Promise((done) => setTimeout(done, 200));
    const text = await Deno.readTextFile(log);
    for (const line of text.slice(shown).split("\n").slice(0, -1)) report.line(line);
    shown = text.lastIndexOf("\n") + 1;
    const state = await readRunningDemo(data);
    if (state !== null && state.demo.pid === child.pid) return state;
    if (ended !== null) {
      const { code } = ended as Deno.CommandStatus;
      throw new StackFault(`The demo did not start; see ${log}.`, { exitCode: code || 1 });
    }
  }
}

/**
 * Ends the demo that runs on a data folder, and waits until nothing of it is left.
 *
 * @returns whether there was one
 */
export async function stopRunning(data: string): Promise<boolean> {
  const state = await readRunningDemo(data);
  if (state === null) return false;
  Deno.kill(state.demo.pid, "SIGTERM");
  const deadline = performance.now() + 90_000;
  while (isAlive(state.demo)) {
    if (performance.now() > deadline) {
      throw new StackFault(`The demo (process ${state.demo.pid}) does not end.`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  return true;
}
