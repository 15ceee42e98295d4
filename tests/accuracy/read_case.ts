/** Reads a case: four sequences and the reference they are scored against. */
import { seriesVolume } from "../../lib/dicom/series_volume.ts";
import { Fault } from "../../lib/fault/fault.ts";
import type { TumourInput } from "../../lib/tumour/segment_tumour.ts";
import { readNifti } from "../../lib/volume/nifti.ts";
import type { Volume } from "../../lib/volume/volume.ts";

/** References in the order they are looked for, and what they are worth. */
const REFERENCES = {
  "truth.nii.gz": "known truth of a simulated tumour",
  "seg_mav.nii.gz": "silver: fusion of five algorithms, no expert's drawing",
  "seg.nii.gz": "a reference of unknown origin",
} as const;

/** A case in memory. */
export interface ScoredCase {
  readonly input: TumourInput;
  readonly reference: Volume<Uint8Array>;
  /** What the reference is worth. */
  readonly kind: string;
}

/**
 * Reads `folder`: t1, t1c, t2 and flair as `.nii.gz`, or as DICOM files in `dicom/t1/` and so on
 * (the demo's simulated study), and the reference. Fault `not_found` names what is missing.
 */
export async function readCase(folder: string): Promise<ScoredCase> {
  const [t1, t1c, t2, flair] = await Promise.all(
    ["t1", "t1c", "t2", "flair"].map((name) => readSequence(folder, name)),
  ) as [Volume, Volume, Volume, Volume];
  return { input: { t1, t1c, t2, flair }, ...await readReference(folder) };
}

async function readSequence(folder: string, name: string): Promise<Volume<Float32Array>> {
  const nifti = await readIfThere(`${folder}/${name}.nii.gz`);
  if (nifti !== undefined) return await readNifti(nifti);
  const files: Uint8Array[] = [];
  try {
    for await (const { name: file } of Deno.readDir(`${folder}/dicom/${name}`)) {
      files.push(await Deno.readFile(`${folder}/dicom/${name}/${file}`));
    }
  } catch (cause) {
    throw new Fault("not_found", `${folder} has no ${name}.nii.gz and no dicom/${name}`, { cause });
  }
  return seriesVolume(files).volume;
}

async function readReference(folder: string): Promise<Omit<ScoredCase, "input">> {
  for (const [file, kind] of Object.entries(REFERENCES)) {
    const bytes = await readIfThere(`${folder}/${file}`);
    if (bytes === undefined) continue;
    const volume = await readNifti(bytes);
    return { kind, reference: { ...volume, data: Uint8Array.from(volume.data) } };
  }
  const names = Object.keys(REFERENCES).join(", ");
  throw new Fault("not_found", `${folder} has no reference (${names})`);
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
