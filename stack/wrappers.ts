import { identityOf, isAlive, type ProcessIdentity } from "./process_identity.ts";

/** Programs that pass a command on and do not pass on the signal that ends them. */
const PROGRAM = /^(deno|node|npm|npx|MainThread)/;
const SHELL = /^(sh|dash|bash|zsh|busybox)/;

/**
 * The programs between a terminal and this process: `npx`, `deno task`. SIGTERM sent to one of them
 * ends that one alone; whoever sent it meant us. Shells are passed over, for a script may end and
 * leave the demo running on purpose.
 */
export function wrappersOf(pid: number): ProcessIdentity[] {
  const found: ProcessIdentity[] = [];
  for (let at = parentOf(pid); at > 1; at = parentOf(at)) {
    const command = read(`/proc/${at}/cmdline`);
    const name = read(`/proc/${at}/comm`);
    if (!/\bdemo\b/.test(command)) break;
    if (!PROGRAM.test(name) && !SHELL.test(name)) continue;
    const identity = SHELL.test(name) ? null : identityOf(at);
    if (identity !== null) found.push(identity);
  }
  return found;
}

/** Calls `gone` once when one of the wrappers has ended; `signal` ends the watch. */
export function watchWrappers(
  wrappers: readonly ProcessIdentity[],
  gone: () => void,
  signal: AbortSignal,
): void {
  if (wrappers.length === 0) return;
  const timer = setInterval(() => {
    if (wrappers.every(isAlive)) return;
    clearInterval(timer);
    gone();
  }, 300);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** A file of /proc, empty when its process has just gone. */
function read(path: string): string {
  try {
    return Deno.readTextFileSync(path).replaceAll("\0", " ");
  } catch {
    return "";
  }
}
