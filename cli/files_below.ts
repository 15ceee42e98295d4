import { join } from "node:path";
import { Fault } from "../lib/fault/fault.ts";

/** A name below a folder: a file to read, a link that leads nowhere, or what is no file at all. */
export interface FoundFile {
  readonly path: string;
  readonly kind: "file" | "dangling" | "other";
}

/**
 * All files below a folder, by name. Links are followed, to folders too, but no folder is entered
 * twice, so that links in a circle end. Pipes, sockets and devices are "other": reading one hangs.
 *
 * @throws {Fault} `input_invalid` when a folder cannot be read
 */
export async function* filesBelow(
  folder: string,
  entered: Set<string> = new Set(),
): AsyncGenerator<FoundFile> {
  const { real, names } = await listed(folder);
  if (entered.has(real)) return;
  entered.add(real);
  for (const name of names.sort()) {
    const path = join(folder, name);
    const info = await Deno.stat(path).catch(() => null);
    if (info?.isDirectory) yield* filesBelow(path, entered);
    else if (info === null) yield { path, kind: "dangling" };
    else yield { path, kind: info.isFile ? "file" : "other" };
  }
}

async function listed(folder: string): Promise<{ real: string; names: string[] }> {
  try {
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    return { real: await Deno.realPath(folder), names };
  } catch (cause) {
    throw new Fault("input_invalid", "The folder, or one inside it, cannot be read", {
      cause,
      facts: { field: "DIR", case: "import_folder", folder },
    });
  }
}
