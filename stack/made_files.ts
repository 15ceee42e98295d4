import { join, resolve } from "node:path";
import { EXIT, StackFault } from "./fault.ts";

/** Folders that a demo makes in its data folder. */
const FOLDERS = [
  ...["secrets", "tls", "bin", "deno", "mariadb", "redis", "orthanc", "fhir", "openemr"] as const,
  ...["nginx", "demo", "logs", "pictures"] as const,
] as const;
/** A folder of a demo's data folder. */
export type MadeFolder = (typeof FOLDERS)[number];

/** Files, with the drafts that a killed run may have left of them. */
const FILES = /^(demo|pids)\.json(\.[0-9a-f-]{36})?$/;
/** Says of a folder that it is a demo's, also to whoever looks into it. */
const MARKER = "neuronova-demo.txt";
const MARKER_TEXT = `NeuroNova's demo keeps its data in this folder.
"deno task demo --reset --data DIR" removes what it made here, and nothing else.
`;
/** Keep their place: the one who resets holds the lock. */
const KEPT = new Set(["lock", MARKER]);

/**
 * Makes sure that a demo may use a folder: a new or empty one, one of a demo (also of the time
 * before the marker), or one with nothing in it that would be taken for the demo's.
 *
 * @param own the folder is the demo's by its place
 * @param reset whether what a demo made in it shall go
 * @throws {StackFault} exit code 2 when that could harm what others put there
 */
export async function refuseForeign(dir: string, own: boolean, reset: boolean): Promise<void> {
  const path = resolve(dir);
  const names = await namesIn(path);
  if (own || names.length === 0 || await isDemos(path, names)) return;
  const [clash] = names.filter(isMade);
  if (!reset && clash === undefined) return;
  throw new StackFault(
    clash === undefined || reset
      ? `${path} is not a demo's folder, so --reset removes nothing there.`
      : `${path} is not a demo's folder, and a demo would write into its ${clash}.`,
    { action: "Give a new or empty folder with --data DIR.", exitCode: EXIT.usage },
  );
}

/** Marks a folder as a demo's. */
export async function markFolder(path: string): Promise<void> {
  await Deno.writeTextFile(join(path, MARKER), MARKER_TEXT);
}

/** Removes what a demo made in its folder, and nothing else. */
export async function removeMade(path: string): Promise<void> {
  for (const name of await namesIn(path)) {
    if (isMade(name) && !KEPT.has(name)) await Deno.remove(join(path, name), { recursive: true });
  }
}

async function isDemos(path: string, names: readonly string[]): Promise<boolean> {
  if (names.includes(MARKER)) return true;
  // Before the marker: the instance's id is the first thing that a start makes after its lock.
  if (/^[0-9a-f]{8}$/.test(await readIfThere(join(path, "secrets", "instance")))) return true;
  if (/"instance": "[0-9a-f]{8}"/.test(await readIfThere(join(path, "demo.json")))) return true;
  return names.includes("lock") && names.every(isMade);
}

function isMade(name: string): boolean {
  return KEPT.has(name) || FILES.test(name) || FOLDERS.some((folder) => folder === name);
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Empty when it is not there or not ours to read. */
async function readIfThere(path: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch {
    return "";
  }
}
