import type { PatientIdentity } from "../lib/dicom/image_header.ts";
import { makeMrSeries } from "../lib/dicom/mr_series.ts";
import { deriveUid } from "../lib/dicom/uid.ts";
import { Fault } from "../lib/fault/fault.ts";
import { readNifti } from "../lib/volume/nifti.ts";

/** The files of a NIfTI study in the order of their series, and what each series is called. */
const SEQUENCES = [["t1", "T1"], ["t2", "T2"], ["flair", "FLAIR"], ["t1c", "T1c"]] as const;

/** The names that the files of a NIfTI study must have. */
export const NIFTI_NAMES: readonly string[] = ["t1", "t1c", "t2", "flair"]
  .map((name) => `${name}.nii.gz`);

/** A study in memory; `series` holds its files. */
export interface NiftiStudy {
  readonly studyUid: string;
  readonly series: readonly Uint8Array[][];
}

/** NIfTI says neither when nor whom it shows: empty dates say that nobody knows (PS3.5 7.4.3). */
const UNDATED = { acquisitionDate: "", acquisitionTime: "", seriesDate: "", seriesTime: "" };

/** Whether the folder holds t1, t1c, t2 and flair, each as `.nii.gz`. */
export async function isNiftiStudy(folder: string): Promise<boolean> {
  const found = await Promise.all(
    NIFTI_NAMES.map((name) =>
      Deno.stat(`${folder}/${name}`).then(({ isFile }) => isFile, () => false)
    ),
  );
  return found.every(Boolean);
}

/**
 * Makes a DICOM study of four NIfTI files of one examination. Their affines are taken as
 * coordinates of one scanner session (one frame of reference). All UIDs are derived from PatientID
 * and the images, so that importing twice makes one study. Its date is empty.
 *
 * @param created moment that the objects bear as their own
 * @throws {Fault} `input_invalid`, `geometry_unusable`, both naming the file
 */
export async function makeNiftiStudy(
  folder: string,
  patient: PatientIdentity & { readonly patientId: string },
  created: Date,
): Promise<NiftiStudy> {
  const files = await Promise.all(SEQUENCES.map(([name]) => readSequence(folder, name)));
  const digests = await Promise.all(files.map(sha256));
  const studyUid = await deriveUid("NIfTI study", patient.patientId, ...digests);
  const study = {
    studyUid,
    studyId: "NIFTI",
    studyDescription: "MR brain imported from NIfTI",
  };
  const series: Uint8Array[][] = [];
  for (const [n, [name, title]] of SEQUENCES.entries()) {
    series.push(
      await naming(`${name}.nii.gz`, async () =>
        await makeMrSeries({
          volume: await readNifti(files[n] ?? new Uint8Array()),
          patient,
          study,
          seriesUid: await deriveUid(studyUid, "series", name),
          frameOfReferenceUid: await deriveUid(studyUid, "frame of reference"),
          seriesNumber: n + 1,
          seriesDescription: `${title} imported from NIfTI`,
          // The file's name is all that is known; of T1c it says that contrast agent was given.
          acquisition: {
            ...UNDATED,
            ...(name === "t1c" ? { contrastAgent: "not recorded" } : {}),
          },
          derivation: "Converted from NIfTI; when and how it was acquired is not known",
          created,
        })),
    );
  }
  return { studyUid, series };
}

async function readSequence(folder: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(`${folder}/${name}.nii.gz`);
  } catch (cause) {
    const field = `${name}.nii.gz`;
    throw new Fault("input_invalid", `${field} cannot be read`, { cause, facts: { field } });
  }
}

/** Puts the file's name before what is wrong with it. */
async function naming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    const story = `${file}: ${cause.message}`;
    throw new Fault(cause.code, story, { cause, facts: { field: story, reason: story } });
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
