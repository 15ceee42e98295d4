import { join, resolve } from "node:path";
import { EXIT, StackFault } from "./fault.ts";
import { isAlive, type ProcessIdentity } from "./process_identity.ts";

/** What a demo is doing on its data folder. */
export type Phase = "starting" | "running" | "ending";

/** The process that has a data folder, and what it does there. */
export interface Holder extends ProcessIdentity {
  readonly phase: Phase;
}

/** A data folder that no other run can use until it is released. */
export interface Claim {
  /** Tells every other command what this run does. */
  say(phase: Phase): void;
  /** Gives the folder to a process we have started, which claims it itself once it is up. */
  handTo(process: ProcessIdentity): void;
  release(): void;
}

/** Longer than any holder takes to write its name, or to hand a folder on. */
const PATIENCE_MS = 2000;
/** A record fills its place whatever it says: nothing is ever half-written, or needs a disk's room. */
const RECORD_BYTES = 256;

/**
 * Claims a data folder. Its file `lock` is the one truth of who uses it: locked by the run, and
 * naming it from its first moment to its last. A folder whose lock is free is still taken while
 * the process that it names lives, for that one is on its way.
 *
 * @param own the identity to write down
 * @throws {StackFault} when another run has the folder
 */
export async function claimFolder(path: string, own: ProcessIdentity): Promise<Claim> {
  for (const deadline = performance.now() + PATIENCE_MS;;) {
    const file = await openLock(path);
    const locked = await file.tryLock(true);
    const holder = await holderOf(path);
    const other = holder !== null && holder.pid !== own.pid;
    if (locked && !other) return claimOf(file, own);
    file.close();
    // What our parent holds it is about to hand to us.
    if ((other && holder.pid !== Deno.ppid) || performance.now() > deadline) throw takenFault(path);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The process that has a data folder, or null when nobody uses it. */
export async function holderOf(data: string): Promise<Holder | null> {
  try {
    const holder: Holder = JSON.parse(await Deno.readTextFile(join(resolve(data), "lock")));
    return isAlive(holder) ? holder : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return null;
    if (error instanceof Deno.errors.PermissionDenied) throw foreignFault(data, error);
    throw error;
  }
}

/** That the folder is in use by another run. */
export function takenFault(path: string): StackFault {
  return new StackFault(`A demo runs on ${path} already.`, {
    action: "Use it, end it with --stop, or give another --data DIR.",
    code: "conflict",
  });
}

async function openLock(path: string): Promise<Deno.FsFile> {
  const options = { create: true, read: true, write: true, mode: 0o600 };
  try {
    return await Deno.open(join(path, "lock"), options);
  } catch (error) {
    throw error instanceof Deno.errors.PermissionDenied ? foreignFault(path, error) : error;
  }
}

function foreignFault(path: string, cause: unknown): StackFault {
  return new StackFault(`The folder ${path} belongs to another user.`, {
    action: "Give another with --data DIR.",
    exitCode: EXIT.needsInput,
    cause,
  });
}

function claimOf(file: Deno.FsFile, own: ProcessIdentity): Claim {
  let open = true;
  const write = (record: Holder | null) => {
    if (!open) return;
    const text = record === null ? "" : JSON.stringify(record);
    file.seekSync(0, Deno.SeekMode.Start);
    file.writeSync(new TextEncoder().encode(`${text.padEnd(RECORD_BYTES - 1)}\n`));
  };
  const close = () => {
    if (open) file.close();
    open = false;
  };
  try {
    write({ ...own, phase: "starting" });
  } catch (error) {
    close(); // a full disk
    throw error;
  }
  return {
    say: (phase) => write({ ...own, phase }),
    handTo: (process) => {
      write({ ...process, phase: "starting" });
      close();
    },
    release: () => {
      write(null);
      close();
    },
  };
}
