import { dicomDate, dicomTime } from "../lib/dicom/derived_object.ts";
import { makeMrSeries } from "../lib/dicom/mr_series.ts";
import { deriveUid } from "../lib/dicom/uid.ts";
import { Fault } from "../lib/fault/fault.ts";
import { readNifti } from "../lib/volume/nifti.ts";

/** The files of a NIfTI study in the order of their series, and what each series is called. */
const SEQUENCES = [["t1", "T1"], ["t2", "T2"], ["flair", "FLAIR"], ["t1c", "T1c"]] as const;

/** What NIfTI does not say. */
export interface NiftiStudyOptions {
  readonly patientId: string;
  readonly issuer: string | null;
  readonly examined: Date;
}

/** Whether the folder holds t1, t1c, t2 and flair, each as `.nii.gz`. */
export async function isNiftiStudy(folder: string): Promise<boolean> {
  const found = await Promise.all(
    SEQUENCES.map(([name]) =>
      Deno.stat(`${folder}/${name}.nii.gz`).then(({ isFile }) => isFile, () => false)
    ),
  );
  return found.every(Boolean);
}

/**
 * Makes a DICOM study of four NIfTI files of one examination, a series at a time. Their affines are
 * taken as coordinates of one scanner session (one frame of reference). All UIDs are derived from
 * the patient and the images, so that importing twice makes one study.
 *
 * @throws {Fault} `input_invalid`, `geometry_unusable`
 */
export async function* makeNiftiStudy(
  folder: string,
  { patientId, issuer, examined }: NiftiStudyOptions,
): AsyncGenerator<Uint8Array[]> {
  const files = await Promise.all(SEQUENCES.map(([name]) => readSequence(folder, name)));
  const digests = await Promise.all(files.map(sha256));
  const studyUid = await deriveUid("NIfTI study", patientId, ...digests);
  const patient = { patientId, ...(issuer === null ? {} : { issuerOfPatientId: issuer }) };
  const study = {
    studyUid,
    studyDate: dicomDate(examined),
    studyTime: dicomTime(examined),
    studyId: "NIFTI",
    studyDescription: "MR brain imported from NIfTI",
  };
  for (const [n, [name, title]] of SEQUENCES.entries()) {
    yield await makeMrSeries({
      volume: await readNifti(files[n] ?? new Uint8Array()),
      patient,
      study,
      seriesUid: await deriveUid(studyUid, "series", name),
      frameOfReferenceUid: await deriveUid(studyUid, "frame of reference"),
      seriesNumber: n + 1,
      seriesDescription: `${title} imported from NIfTI`,
      // The file's name is all that is known; of T1c it says that contrast agent was given.
      acquisition: name === "t1c" ? { contrastAgent: "not recorded" } : {},
      derivation: "Converted from NIfTI; acquisition parameters are not known",
      created: examined,
    });
  }
}

async function readSequence(folder: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(`${folder}/${name}.nii.gz`);
  } catch (cause) {
    const field = `${name}.nii.gz`;
    throw new Fault("input_invalid", `${field} cannot be read`, { cause, facts: { field } });
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
