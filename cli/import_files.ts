import { Fault } from "../lib/fault/fault.ts";
import type { Orthanc } from "../lib/orthanc/orthanc.ts";
import { text } from "../lib/dicom/dataset.ts";
import { readDicomJson } from "../lib/dicom/dicom_json.ts";
import { type Attachment, attachPatient } from "./attach_patient.ts";
import { nothingToImport } from "./nothing_to_import.ts";
import { assertOneStudy, type RefusedFile, surveyFiles } from "./survey_files.ts";

/** What became of a folder's files. */
export interface ImportedFiles {
  readonly studyUids: readonly string[];
  readonly stored: number;
  /** Files that are no DICOM images and were left alone. */
  readonly ignored: number;
  readonly refused: readonly RefusedFile[];
}

/** Bytes that are held before they go to the PACS. */
const BATCH = 64e6;

interface Ready {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Stores every DICOM file below a folder in the PACS, in the order of their names, a batch at a
 * time. All are looked at before the first is stored. What is no DICOM file is ignored; what cannot
 * be read or the PACS does not take is named. Storing again what is there changes nothing, but a
 * study that the PACS holds under another PatientID is refused as a whole: the PACS would keep two
 * studies of one UID.
 *
 * @param attach gives the files, which must be one study, to a patient
 * @throws {Fault} `conflict` for a study that is another patient's in the PACS,
 * `orthanc_unavailable`, `input_invalid` when the folder cannot be read, holds no image, or more
 * than can be given to one patient
 */
export async function importFiles(
  orthanc: Orthanc,
  folder: string,
  { attach, signal }: { readonly attach?: Attachment; readonly signal: AbortSignal },
): Promise<ImportedFiles> {
  const survey = await surveyFiles(folder);
  if (survey.images.length === 0) throw nothingToImport(survey);
  if (attach !== undefined) assertOneStudy(survey);
  const owners = new Map(
    survey.images.map(({ studyUid, patientId }) => [studyUid, attach?.mrn ?? patientId]),
  );
  for (const [studyUid, owner] of owners) await assertOwner(orthanc, studyUid, owner, signal);
  const refused = [...survey.refused];
  let batch: Ready[] = [], stored = 0;
  const send = async () => {
    const failed = await store(orthanc, batch, signal);
    refused.push(...failed);
    stored += batch.length - failed.length;
    batch = [];
  };
  for (const { file } of survey.images) {
    const bytes = await Deno.readFile(file);
    batch.push({ file, bytes: attach === undefined ? bytes : attachPatient(bytes, attach) });
    if (batch.reduce((sum, one) => sum + one.bytes.length, 0) > BATCH) await send();
  }
  await send();
  return {
    studyUids: [...owners.keys()].sort(),
    stored,
    ignored: survey.others.length,
    refused,
  };
}

async function assertOwner(
  orthanc: Orthanc,
  studyUid: string,
  patientId: string,
  signal: AbortSignal,
): Promise<void> {
  const [known] = await orthanc.searchStudies({ studyUid, limit: 1, signal });
  if (known === undefined) return;
  const owner = text(readDicomJson(known), "PatientID") ?? "";
  if (owner.trim() === patientId) return;
  throw new Fault("conflict", "The PACS holds this study under another PatientID", {
    facts: { case: "study_owner", study: studyUid },
  });
}

/** Stores a batch; when the PACS does not take all of it, one by one, to name those it refuses. */
async function store(
  orthanc: Orthanc,
  batch: readonly Ready[],
  signal: AbortSignal,
): Promise<RefusedFile[]> {
  if (batch.length === 0) return [];
  try {
    await orthanc.store(batch.map(({ bytes }) => bytes), { signal });
    return [];
  } catch (error) {
    const refused = error instanceof Fault &&
      ["store_failed", "dicom_invalid"].includes(error.code);
    if (!refused) throw error;
    const [first] = batch;
    if (batch.length === 1 && first !== undefined) return [{ file: first.file, code: error.code }];
    const middle = Math.ceil(batch.length / 2);
    const halves = [batch.slice(0, middle), batch.slice(middle)];
    const failed: RefusedFile[] = [];
    for (const half of halves) failed.push(...await store(orthanc, half, signal));
    return failed;
  }
}
