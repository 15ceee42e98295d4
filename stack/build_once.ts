import { join } from "node:path";
import { EXIT, StackFault } from "./fault.ts";

/**
 * Builds what a folder of the checkout holds for all who start from it, unless it is there. Starts
 * at the same time wait for each other.
 *
 * @param isBuilt whether the folder holds it
 * @returns whether it had to be built
 * @throws {StackFault} exit code 3 when it has to be and this user may not
 */
export async function buildOnce(
  folder: string,
  isBuilt: () => Promise<boolean>,
  build: () => Promise<void>,
): Promise<"built" | "kept"> {
  using lock = await openLock(folder);
  await lock?.lock(true);
  if (await isBuilt()) return "kept";
  try {
    await Deno.writeTextFile(join(folder, ".lock"), ""); // may be another user's
  } catch (error) {
    throw error instanceof Deno.errors.PermissionDenied ? deniedFault(folder, error) : error;
  }
  await build();
  return "built";
}

/** A finished build has one, which whoever may not build can lock as well; null when there is none. */
async function openLock(folder: string): Promise<Deno.FsFile | null> {
  const path = join(folder, ".lock");
  try {
    await Deno.mkdir(folder, { recursive: true });
    return await Deno.open(path, { create: true, write: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    return await Deno.open(path).catch(() => null);
  }
}

function deniedFault(folder: string, cause: unknown): StackFault {
  return new StackFault(`This user may not write to ${folder}, where something has to be built.`, {
    action: "Start once as the user who owns the checkout, or use a checkout of your own.",
    exitCode: EXIT.needsInput,
    cause,
  });
}
