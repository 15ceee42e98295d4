import { Fault } from "../../lib/fault/fault.ts";
import { dicomDate, dicomTime } from "../../lib/dicom/derived_object.ts";
import type { Acquisition, PatientIdentity } from "../../lib/dicom/image_header.ts";
import { deriveUid } from "../../lib/dicom/uid.ts";
import { readNifti } from "../../lib/volume/nifti.ts";
import type { SequenceName } from "./contrast.ts";
import { type SequenceSeries, writeStudy } from "./write_study.ts";

/** The files a NIfTI study consists of, by sequence. */
const NAMES: readonly SequenceName[] = ["t1", "t2", "flair", "t1c"];

/** What NIfTI does not say: whose images they are and when the study shall be dated. */
export interface NiftiStudyOptions {
  readonly patient: PatientIdentity;
  readonly examined: Date;
}

/**
 * Does the folder hold a NIfTI study, that is t1.nii.gz, t1c.nii.gz, t2.nii.gz and flair.nii.gz?
 */
export async function isNiftiStudy(folder: string): Promise<boolean> {
  const found = await Promise.all(NAMES.map((name) => exists(`${folder}/${name}.nii.gz`)));
  return found.every(Boolean);
}

/**
 * Turns four NIfTI files of one examination into a DICOM study under `out`, one folder a series.
 * The files' affines are taken as coordinates of one scanner session. The study's UID is derived
 * from the patient and the images, so that importing twice makes one study. Throws `input_invalid`
 * for a file that is missing or is no NIfTI.
 */
export async function makeStudyFromNifti(
  folder: string,
  out: string,
  options: NiftiStudyOptions,
): Promise<{ readonly studyUid: string }> {
  const { patient, examined } = options;
  const digests: string[] = [];
  const series: SequenceSeries[] = [];
  for (const name of NAMES) {
    const bytes = await readSequence(folder, name);
    digests.push(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex());
    series.push({
      name,
      volume: await readNifti(bytes),
      description: `${name.toUpperCase().replace("C", "c")} imported from NIfTI`,
      acquisition: factsOf(name),
    });
  }
  const studyUid = await deriveUid("NIfTI study", patient.patientId ?? "", ...digests);
  await writeStudy(out, {
    patient,
    study: {
      studyUid,
      studyDate: dicomDate(examined),
      studyTime: dicomTime(examined),
      studyId: "NIFTI",
      studyDescription: "MR brain imported from NIfTI",
    },
    series,
    derivation: "Converted from NIfTI; acquisition parameters are not known",
    created: examined,
  });
  return { studyUid };
}

/** The file's name is all that is known; of T1c it says that contrast agent was given. */
function factsOf(name: SequenceName): Partial<Acquisition> {
  return name === "t1c" ? { contrastAgent: "not recorded" } : {};
}

async function readSequence(folder: string, name: SequenceName): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(`${folder}/${name}.nii.gz`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const field = `${name}.nii.gz is missing`;
    throw new Fault("input_invalid", field, { cause: error, facts: { field } });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
