import { join } from "node:path";
import { Fault } from "../lib/fault/fault.ts";
import type { Orthanc } from "../lib/orthanc/orthanc.ts";
import { text } from "../lib/dicom/dataset.ts";
import { readDicomJson } from "../lib/dicom/dicom_json.ts";
import { type Attachment, attachPatient } from "./attach_patient.ts";
import { cutFile } from "./dicom_elements.ts";

/** A file that was not stored, and why. */
export interface RefusedFile {
  readonly file: string;
  readonly code: string;
}

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
const MEDIA_DIRECTORY = "1.2.840.10008.1.3.10";

interface Ready {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Stores every DICOM file below a folder in the PACS, in the order of their names, a batch at a
 * time. What is no DICOM file is ignored; what the PACS does not take is named. Storing again what
 * is there changes nothing, but a study that the PACS holds under another PatientID is refused as a
 * whole: the PACS would keep two studies of one UID.
 *
 * @param attach gives the files to a patient where they are not to keep their own
 * @throws {Fault} `conflict` for a study that is another patient's in the PACS,
 * `orthanc_unavailable`, `input_invalid` when the folder cannot be read
 */
export async function importFiles(
  orthanc: Orthanc,
  folder: string,
  { attach, signal }: { readonly attach?: Attachment; readonly signal: AbortSignal },
): Promise<ImportedFiles> {
  const studies = new Set<string>(), refused: RefusedFile[] = [];
  let batch: Ready[] = [], stored = 0, ignored = 0;
  const send = async () => {
    const failed = await store(orthanc, batch, signal);
    refused.push(...failed);
    stored += batch.length - failed.length;
    batch = [];
  };
  for await (const file of filesBelow(folder)) {
    const bytes = await Deno.readFile(file);
    const prepared = prepare(bytes, attach);
    if (prepared === "ignored") ignored++;
    else if ("code" in prepared) refused.push({ file, code: prepared.code });
    else {
      if (!studies.has(prepared.studyUid)) await assertOwner(orthanc, prepared, signal);
      studies.add(prepared.studyUid);
      batch.push({ file, bytes: prepared.bytes });
      if (batch.reduce((sum, one) => sum + one.bytes.length, 0) > BATCH) await send();
    }
  }
  await send();
  return { studyUids: [...studies].sort(), stored, ignored, refused };
}

interface Prepared {
  readonly studyUid: string;
  readonly patientId: string;
  readonly bytes: Uint8Array;
}

async function assertOwner(
  orthanc: Orthanc,
  { studyUid, patientId }: Prepared,
  signal: AbortSignal,
): Promise<void> {
  const [known] = await orthanc.searchStudies({ studyUid, limit: 1, signal });
  if (known === undefined) return;
  const owner = text(readDicomJson(known), "PatientID") ?? "";
  if (owner.trim() === patientId) return;
  throw new Fault("conflict", "The PACS holds this study under another PatientID: delete it there");
}

/** A file made ready, the reason why it cannot be, or "ignored" when it is no image at all. */
function prepare(
  bytes: Uint8Array,
  attach: Attachment | undefined,
): Prepared | { readonly code: string } | "ignored" {
  if (new TextDecoder().decode(bytes.subarray(128, 132)) !== "DICM") return "ignored";
  try {
    const file = cutFile(bytes);
    if (file.text("x00020002") === MEDIA_DIRECTORY) return "ignored";
    const studyUid = file.text("x0020000d");
    if (studyUid === undefined) return { code: "dicom_invalid" };
    if (attach === undefined) return { studyUid, patientId: file.text("x00100020") ?? "", bytes };
    return { studyUid, patientId: attach.mrn, bytes: attachPatient(bytes, attach) };
  } catch (error) {
    if (error instanceof Fault && error.code === "dicom_invalid") return { code: error.code };
    throw error;
  }
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

/** Paths of all files below a folder, by name. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(folder));
  } catch (cause) {
    throw new Fault("input_invalid", "The folder cannot be read", {
      cause,
      facts: { field: "DIR" },
    });
  }
  for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}
