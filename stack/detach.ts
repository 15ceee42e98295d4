import { join, resolve } from "node:path";
import { holderOf } from "./claim.ts";
import { claimDataFolder, ROOT } from "./data_folder.ts";
import type { DemoState } from "./demo_state.ts";
import { StackFault } from "./fault.ts";
import { faultOfDocument } from "./fault_document.ts";
import type { DemoOptions } from "./options.ts";
import { identityOf, isAlive } from "./process_identity.ts";
import type { Report } from "./report.ts";

/** Done by the command that waits, not by the one that stays. */
const OURS = ["--detach", "--json", "--reset", "--check", "--browser"];

/**
 * Starts the demo in a session of its own, passes on what it says until everything is ready, and
 * leaves it running.
 *
 * @param signal ends what was started, until it is ready
 * @throws {StackFault} the reason when it does not get that far; then nothing runs
 */
export async function startDetached(
  args: readonly string[],
  { data, reset }: Pick<DemoOptions, "data" | "reset">,
  report: Report,
  signal: AbortSignal,
): Promise<DemoState> {
  const claim = await claimDataFolder(data, reset);
  let child: Deno.ChildProcess;
  const log = join(resolve(data), "logs", "demo.log");
  try {
    await Deno.writeTextFile(log, "", { mode: 0o600 });
    await Deno.chmod(log, 0o600); // one of an earlier start keeps its mode
    signal.throwIfAborted();
    child = spawn(args.filter((arg) => !OURS.includes(arg)), log);
  } catch (error) {
    claim.release();
    throw error;
  }
  claim.handTo(identityOf(child.pid) ?? { pid: child.pid, started: "", boot: "" });
  signal.addEventListener("abort", () => terminate(child.pid), { once: true });
  const said = await listen(child, log, report);
  if (isState(said) && !signal.aborted) return said;
  const { code } = await child.status;
  if (said === null || isState(said)) signal.throwIfAborted(); // else it has said so itself
  throw faultOfDocument(said, code, `The demo was ended while it started; its log is ${log}.`);
}

/** Its words go to the log, its one JSON document to us: there are passwords in it. */
function spawn(args: readonly string[], log: string): Deno.ChildProcess {
  const demo = ["run", "-A", join(ROOT, "stack", "demo.ts"), "--detached", "--json"];
  return new Deno.Command("sh", {
    args: ["-c", 'log=$1; shift; exec setsid "$@" 2>>"$log" </dev/null', "sh", log]
      .concat(Deno.execPath(), ...demo, ...args),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

/** Passes the log on until the document is there; null when there never will be one. */
async function listen(child: Deno.ChildProcess, log: string, report: Report): Promise<unknown> {
  let shown = 0;
  const show = async () => {
    const text = await Deno.readTextFile(log);
    for (const line of text.slice(shown).split("\n").slice(0, -1)) report.line(line);
    shown = text.lastIndexOf("\n") + 1;
  };
  let done = false;
  const document = readDocument(child.stdout).finally(() => done = true);
  while (!done) {
    await new Promise((next) => setTimeout(next, 200));
    await show();
  }
  await show();
  return await document;
}

async function readDocument(stream: ReadableStream<Uint8Array>): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of stream) {
    text += decoder.decode(part, { stream: true });
    // It is written in one piece, but a pipe may cut it: the last line is its closing bracket.
    if (text.endsWith("\n}\n")) return JSON.parse(text);
  }
  return null;
}

function isState(document: unknown): document is DemoState {
  return typeof document === "object" && document !== null && "startedInSeconds" in document;
}

function terminate(pid: number): void {
  try {
    Deno.kill(pid, "SIGTERM");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // gone by itself
  }
}

/**
 * Ends the demo that has a data folder, also one that is being started, and waits until nothing of
 * it is left.
 *
 * @returns whether there was one
 */
export async function stopRunning(data: string): Promise<boolean> {
  const holder = await holderOf(data);
  if (holder === null) return false;
  terminate(holder.pid);
  const deadline = performance.now() + 90_000;
  while (isAlive(holder)) {
    if (performance.now() > deadline) {
      throw new StackFault(`The demo (process ${holder.pid}) does not end.`, {
        action: `Its log is ${
          join(resolve(data), "logs", "demo.log")
        }; kill -9 ${holder.pid} ends it.`,
      });
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  return true;
}
