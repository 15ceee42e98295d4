import { join, resolve } from "node:path";
import { statfsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Account, makeOwnFolder, serviceAccount } from "./account.ts";
import { EXIT, StackFault } from "./fault.ts";
import { endLeftovers, type ProcessIdentity } from "./process_identity.ts";

/** The repository's root. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Where one copy of the stack keeps everything: data, secrets, logs, state. */
export interface DataFolder {
  readonly path: string;
  readonly account: Account;
  folder(name: string): string;
  log(service: string): string;
  /** Remembers what runs, so that the next start can end what a killed run left. */
  rememberProcesses(processes: readonly ProcessIdentity[]): Promise<void>;
  /** Lets another run use the folder. */
  release(): void;
}

const NEEDED_BYTES = 1.5e9;
const LOG_BYTES = 20e6;

/**
 * Opens (and with `reset` empties) a data folder for one run: takes its lock, ends processes that a
 * killed run left, makes its sub-folders. Services keep their data in folders that only they can
 * read; logs stay ours.
 *
 * @throws {StackFault} when it is in use, cannot be written, or the disk is full
 */
export async function openDataFolder(dir: string, reset: boolean): Promise<DataFolder> {
  const path = resolve(dir);
  await makeFolder(path);
  const lock = await takeLock(path);
  await endFormerRun(path);
  if (reset) await empty(path);
  requireRoom(path);
  const account = serviceAccount(join(path, "service"));
  await makeFolder(join(path, "logs"));
  await makeOwnFolder(join(path, "deno"), account);
  return {
    path,
    account,
    folder: (name) => join(path, name),
    log: (service) => keepSmall(join(path, "logs", `${service}.log`)),
    rememberProcesses: (processes) => writePrivate(join(path, "pids.json"), processes),
    release: () => lock.close(),
  };
}

/** Writes JSON that only we can read; replaced in one step. */
export async function writePrivate(path: string, value: unknown): Promise<void> {
  const draft = `${path}.${crypto.randomUUID()}`; // two writers at once do not share one
  await Deno.writeTextFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await Deno.rename(draft, path);
}

async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
    // Services must be able to pass through to what is theirs, nobody to list it.
    await Deno.chmod(path, 0o711);
  } catch (error) {
    throw new StackFault(`The folder ${path} cannot be written. Give another with --data DIR.`, {
      cause: error,
      exitCode: EXIT.needsInput,
    });
  }
}

async function takeLock(path: string): Promise<Deno.FsFile> {
  const lock = await Deno.open(join(path, "lock"), { create: true, write: true, mode: 0o600 });
  if (await lock.tryLock(true)) return lock;
  lock.close();
  throw new StackFault(
    `A demo runs on ${path} already. Use it, end it with --stop, or give another --data DIR.`,
  );
}

async function endFormerRun(path: string): Promise<void> {
  let text: string;
  try {
    text = await Deno.readTextFile(join(path, "pids.json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  await endLeftovers(readProcesses(text));
  await Deno.remove(join(path, "pids.json"));
}

function readProcesses(text: string): ProcessIdentity[] {
  try {
    return JSON.parse(text);
  } catch {
    return []; // cut off by a crash: then those processes were sent their end by the kernel
  }
}

async function empty(path: string): Promise<void> {
  for await (const { name } of Deno.readDir(path)) {
    if (name !== "lock") await Deno.remove(join(path, name), { recursive: true });
  }
}

function requireRoom(path: string): void {
  const { bavail, bsize } = statfsSync(path);
  const free = Number(bavail) * Number(bsize);
  if (free >= NEEDED_BYTES) return;
  throw new StackFault(
    `Only ${Math.round(free / 1e6)} MB are free at ${path}; NeuroNova needs ` +
      `${NEEDED_BYTES / 1e6} MB. Make room, or give another folder with --data DIR.`,
    { exitCode: EXIT.needsInput },
  );
}

/** A log that has grown large becomes name.old when its service starts again. */
function keepSmall(path: string): string {
  try {
    if (Deno.statSync(path).size > LOG_BYTES) Deno.renameSync(path, `${path}.old`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return path;
}
