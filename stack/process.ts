import { dirname } from "node:path";
import { type Account, privilegeOptions } from "./account.ts";
import { EXIT, sentenceOf, StackFault } from "./fault.ts";
import { isFree } from "./ports.ts";

/** A server that is up. `exited` settles when the process ends, for whatever reason. */
export interface Service {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<Deno.CommandStatus>;
  /** Ends the process (its stop signal, then SIGKILL after `stopMs`) and waits until it is gone. */
  stop(): Promise<void>;
  /** Ends it at once, without waiting: for the unload event, where nothing can be awaited. */
  kill(): void;
}

/** How to start a server and how to know that it serves. */
export interface ProcessOptions {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly account: Account;
  readonly port: number;
  /** File that stdout and stderr are appended to. */
  readonly log: string;
  readonly cwd?: string;
  /** The whole environment; nothing is inherited but PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Asked again and again until it answers true; throwing counts as "not yet". */
  readonly ready: (signal: AbortSignal) => Promise<boolean>;
  readonly readyMs?: number;
  readonly stopSignal?: Deno.Signal;
  readonly stopMs?: number;
  /** What the kernel sends the server if we die without stopping it. */
  readonly orphanSignal?: "TERM" | "KILL";
}

/**
 * Starts a server as `account`, without a way back to more rights, and waits until it is ready.
 * The process dies with us even if we are killed by SIGKILL: the kernel sends it `orphanSignal`.
 *
 * @throws {StackFault} when another program has its port; when it ends or is not ready within
 *   `readyMs`, with the last lines of its log
 */
export async function startProcess(options: ProcessOptions): Promise<Service> {
  if (!isFree(options.port)) {
    // Whoever listens there would be taken for the server that cannot.
    throw new StackFault(
      `Another program listens on port ${options.port}, which is ${options.name}'s.`,
      { action: "Stop that program.", exitCode: EXIT.needsInput },
    );
  }
  const since = await logSize(options.log);
  const child = spawn(options);
  const { exited, hasExited } = watch(child);
  const service: Service = {
    name: options.name,
    port: options.port,
    pid: child.pid,
    exited,
    stop: () => stop(child, exited, options),
    kill: () => {
      signal(child, "SIGKILL");
      signalGroup(child.pid, "SIGKILL");
    },
  };
  const deadline = performance.now() + (options.readyMs ?? 20_000);
  while (performance.now() < deadline && !hasExited()) {
    if (await answers(options.ready)) return service;
    await new Promise((done) => setTimeout(done, 25));
  }
  await service.stop();
  const why = hasExited() ? "ended at its start" : "was not ready in time";
  throw new StackFault(`${options.name} ${why}. ${await logTail(options.log, since)}`, {
    action: `See to what ${options.log} says, then start again.`,
  });
}

function spawn({ command, account, log, cwd, env, orphanSignal }: ProcessOptions) {
  // sh opens the log while it still has our rights, so that a service cannot rewrite its log.
  const script = 'umask 077; log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null';
  const setpriv = [
    "setpriv",
    ...privilegeOptions(account),
    `--pdeathsig=${orphanSignal ?? "TERM"}`,
  ];
  return new Deno.Command("sh", {
    // A session of its own: Ctrl-C in the terminal is for us alone, and one signal reaches the
    // server's children too.
    args: ["-c", script, "sh", log, "setsid", ...setpriv, "--", ...command],
    cwd: cwd ?? dirname(log),
    clearEnv: true,
    env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C.UTF-8", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

function watch(child: Deno.ChildProcess) {
  let gone = false;
  const exited = child.status.finally(() => gone = true);
  return { exited, hasExited: () => gone };
}

async function answers(ready: ProcessOptions["ready"]): Promise<boolean> {
  try {
    return await ready(AbortSignal.timeout(2000));
  } catch {
    return false; // refused, reset, timed out: not ready yet; the deadline bounds it
  }
}

async function stop(
  child: Deno.ChildProcess,
  exited: Promise<unknown>,
  { stopSignal = "SIGTERM", stopMs = 8000 }: ProcessOptions,
): Promise<void> {
  signal(child, stopSignal);
  const timer = setTimeout(() => signal(child, "SIGKILL"), stopMs);
  await exited;
  clearTimeout(timer);
  signalGroup(child.pid, "SIGKILL"); // children that outlived it
}

function signal(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    child.kill(name);
  } catch (error) {
    // Already gone: Deno says so with a TypeError, the kernel with NotFound.
    if (error instanceof TypeError || error instanceof Deno.errors.NotFound) return;
    throw new StackFault(`Process ${child.pid} could not be stopped: ${sentenceOf(error)}.`, {
      action: `kill -9 ${child.pid} ends it.`,
    });
  }
}

/**
 * Signals a whole session. One that is gone already is no fault.
 *
 * @returns whether there was one
 */
export function signalGroup(pid: number, name: Deno.Signal): boolean {
  try {
    Deno.kill(-pid, name);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof TypeError) return false;
    throw error;
  }
}

async function logSize(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch {
    return 0;
  }
}

/** What a log gained after byte `since`: its last lines, and where to read on. */
async function logTail(path: string, since: number): Promise<string> {
  try {
    const text = new TextDecoder().decode((await Deno.readFile(path)).subarray(since));
    const lines = text.trim().split("\n").slice(-4).join("\n  ");
    return lines === "" ? `It wrote nothing to ${path}.` : `Its log ${path} ends:\n  ${lines}`;
  } catch {
    return `It left no log at ${path}.`;
  }
}
