import { asFault, Fault } from "../fault/fault.ts";
import { openPack, type Pack } from "./pack.ts";

/** What a directory of packs holds: those that can run, and those that were refused. */
export interface PackList {
  readonly packs: readonly Pack[];
  readonly refused: readonly { readonly directory: string; readonly fault: Fault }[];
}

/**
 * Opens every pack under `directory` (one directory a pack, by name). A bad pack is refused with
 * its reason and does not stop the others. Fault `model_unknown` when the directory itself is gone.
 */
export async function loadPacks(directory: string): Promise<PackList> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(directory)) {
      if (entry.isDirectory && !entry.name.startsWith(".")) names.push(entry.name);
    }
  } catch (cause) {
    throw new Fault("model_unknown", `No directory of models at ${directory}`, { cause });
  }
  const packs: Pack[] = [];
  const refused: { directory: string; fault: Fault }[] = [];
  for (const name of names.sort()) {
    try {
      packs.push(await openPack(`${directory}/${name}`));
    } catch (error) {
      const fault = asFault(error, "model_broken", `Model pack ${name} cannot be opened`);
      refused.push({ directory: name, fault });
    }
  }
  return { packs, refused };
}

/** The pack with this id. Fault: why it was refused, or `model_unknown`. */
export function findPack({ packs, refused }: PackList, id: string): Pack {
  const pack = packs.find(({ manifest }) => manifest.id === id);
  if (pack !== undefined) return pack;
  throw refused.find(({ directory }) => directory === id)?.fault ??
    new Fault("model_unknown", `No model pack ${JSON.stringify(id)}`);
}
