import { signalGroup } from "./process.ts";

/**
 * A process as no other ever was: its id, the moment of its start in clock ticks, and the boot it
 * belongs to. A pid alone may be somebody else's by the next start.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
  readonly boot: string;
}

/** The identity of a live process, or null when there is none of that id. */
export function identityOf(pid: number): ProcessIdentity | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The second field is the command in brackets and may hold blanks: count from its end.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return null; // dead, not yet collected
    const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
    return { pid, started: fields[19] ?? "", boot };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return null;
    throw error;
  }
}

/** Whether that very process still runs. */
export function isAlive(process: ProcessIdentity): boolean {
  const now = identityOf(process.pid);
  return now !== null && now.started === process.started && now.boot === process.boot;
}

/** A service leads a session of its own; one that was caught before that is signalled alone. */
function end(process: ProcessIdentity, signal: Deno.Signal): void {
  if (isAlive(process) && !signalGroup(process.pid, signal)) Deno.kill(process.pid, signal);
}

/** Ends what a former run left behind, each with its children, and waits until it is gone. */
export async function endLeftovers(processes: readonly ProcessIdentity[]): Promise<number> {
  const alive = processes.filter(isAlive);
  for (const process of alive) end(process, "SIGTERM");
  const deadline = performance.now() + 15_000;
  while (alive.some(isAlive)) {
    await new Promise((done) => setTimeout(done, 50));
    if (performance.now() < deadline) continue;
    for (const process of alive) end(process, "SIGKILL");
  }
  return alive.length;
}
