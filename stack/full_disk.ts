import { statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ROOT } from "./data_folder.ts";
import { EXIT, sentenceOf, StackFault } from "./fault.ts";

/** How the kernel, and MariaDB after it, say that nothing more can be written (ENOSPC, EDQUOT). */
const FULL = /No space left|ENOSPC|Errcode: 28\b|quota exceeded/i;

/** Less than this is none: what a service leaves over when its own larger write did not fit. */
const LEAST = { bytes: 16e6, files: 32 };

/**
 * The fault for a failure whose reason is a full disk: one that says so itself, or any that left
 * the disk of the data folder without room (MariaDB only says that it could not begin).
 *
 * @returns null when the reason is another
 */
export function fullDiskFault(error: unknown, data: string): StackFault | null {
  // What a person has to do first has its own sentence, unless a full disk is why.
  const settled = error instanceof StackFault && error.exitCode !== EXIT.failed;
  if (settled && !saysFull(error)) return null;
  const ending = { exitCode: EXIT.needsInput, cause: error };
  if (isFull(data)) {
    return new StackFault(`The disk that holds ${resolve(data)} is full.`, {
      ...ending,
      action: "Make room there, or give a folder on another disk with --data DIR.",
    });
  }
  if (!saysFull(error)) return null;
  const other = [ROOT, Deno.env.get("TMPDIR") ?? "/tmp"].find(isFull);
  const disk = other === undefined ? "A disk" : `The disk that holds ${other}`;
  return new StackFault(`${disk} is full (${sentenceOf(error)}).`, {
    ...ending,
    action: "Make room there, then start again.",
  });
}

function saysFull(error: unknown): boolean {
  return FULL.test(sentenceOf(error)) ||
    (error instanceof Error && error.cause !== undefined && saysFull(error.cause));
}

/** Whether the file system of a folder, which need not be there yet, takes nothing more. */
function isFull(dir: string): boolean {
  for (let path = resolve(dir);; path = dirname(path)) {
    try {
      const { bavail, bsize, files, ffree } = statfsSync(path);
      // Some file systems (btrfs) do not count files: they say 0 of 0.
      return bavail * bsize < LEAST.bytes || (files > 0 && ffree < LEAST.files);
    } catch (error) {
      if (path === "/") throw error; // else not there yet, or not ours to enter: its parent tells
    }
  }
}
