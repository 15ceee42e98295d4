import { join, resolve } from "node:path";
import { statfsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Account, makeOwnFolder, serviceAccount } from "./account.ts";
import { type Claim, claimFolder, type Phase } from "./claim.ts";
import { EXIT, StackFault } from "./fault.ts";
import { type MadeFolder, markFolder, refuseForeign, removeMade } from "./made_files.ts";
import { endLeftovers, identityOf, type ProcessIdentity } from "./process_identity.ts";

/** The repository's root. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Where one copy of the stack keeps everything: data, secrets, logs, state. */
export interface DataFolder {
  readonly path: string;
  readonly account: Account;
  folder(name: MadeFolder): string;
  log(service: string): string;
  /** Remembers what runs, so that the next start can end what a killed run left. */
  rememberProcesses(processes: readonly ProcessIdentity[]): Promise<void>;
  /** Tells other commands what this run does. */
  say(phase: Phase): void;
  /** Lets another run use the folder. */
  release(): void;
}

const NEEDED_BYTES = 1.5e9;
const LOG_BYTES = 20e6;

/**
 * Claims a data folder for one run: makes it, takes its lock, ends processes that a killed run left
 * and with `reset` removes what earlier runs made.
 *
 * @throws {StackFault} when it is in use, is not a demo's, or cannot be written
 */
export async function claimDataFolder(dir: string, reset: boolean): Promise<Claim> {
  const path = resolve(dir);
  await refuseForeign(path, path === join(ROOT, ".data"), reset);
  await makeFolder(path);
  const claim = await claimFolder(path, ownIdentity());
  try {
    await markFolder(path);
    await endFormerRun(path);
    if (reset) await removeMade(path);
    await makeFolder(join(path, "logs"));
    return claim;
  } catch (error) {
    claim.release();
    throw error;
  }
}

/**
 * Opens a data folder for one run: claims it and makes its sub-folders. Services keep their data in
 * folders that only they can read; logs stay ours.
 *
 * @throws {StackFault} when it cannot be claimed, or the disk is full
 */
export async function openDataFolder(dir: string, reset: boolean): Promise<DataFolder> {
  const path = resolve(dir);
  const claim = await claimDataFolder(path, reset);
  try {
    requireRoom(path);
    const account = serviceAccount(join(path, "service"));
    await makeOwnFolder(join(path, "deno"), account);
    return {
      path,
      account,
      folder: (name) => join(path, name),
      log: (service) => keepSmall(join(path, "logs", `${service}.log`)),
      rememberProcesses: (processes) => writePrivate(join(path, "pids.json"), processes),
      say: claim.say,
      release: claim.release,
    };
  } catch (error) {
    claim.release();
    throw error;
  }
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
    throw new StackFault(`The folder ${path} cannot be written.`, {
      action: "Give another with --data DIR.",
      exitCode: EXIT.needsInput,
      cause: error,
    });
  }
}

function ownIdentity(): ProcessIdentity {
  return identityOf(Deno.pid) ?? { pid: Deno.pid, started: "", boot: "" };
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

function requireRoom(path: string): void {
  const { bavail, bsize } = statfsSync(path);
  const free = Number(bavail) * Number(bsize);
  if (free >= NEEDED_BYTES) return;
  throw new StackFault(
    `Only ${Math.round(free / 1e6)} MB are free at ${path}; NeuroNova needs ` +
      `${NEEDED_BYTES / 1e6} MB.`,
    {
      action: "Make room, or give another folder with --data DIR.",
      exitCode: EXIT.needsInput,
    },
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
