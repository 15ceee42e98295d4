import { relative } from "node:path";
import { Fault } from "../lib/fault/fault.ts";
import type { FaultCode } from "../lib/fault/codes.ts";
import { cutFile } from "./dicom_elements.ts";
import { filesBelow } from "./files_below.ts";
import { decodingOf } from "./utf8_text.ts";

/** A file that was not stored, and why. */
export interface RefusedFile {
  readonly file: string;
  readonly code: FaultCode;
}

/** A DICOM image that can be read, and whose it says it is. */
export interface SurveyedFile {
  readonly file: string;
  readonly studyUid: string;
  readonly patientId: string;
}

/** What lies in a folder, before anything of it is stored. */
export interface Survey {
  readonly folder: string;
  readonly images: readonly SurveyedFile[];
  /** Files that are no DICOM images. */
  readonly others: readonly string[];
  readonly refused: readonly RefusedFile[];
}

const MEDIA_DIRECTORY = "1.2.840.10008.1.3.10";

/**
 * Reads every file below a folder once and keeps what it is.
 *
 * @throws {Fault} `input_invalid` when the folder cannot be read
 */
export async function surveyFiles(folder: string): Promise<Survey> {
  const images: SurveyedFile[] = [], others: string[] = [], refused: RefusedFile[] = [];
  for await (const { path, kind } of filesBelow(folder)) {
    const found = kind === "file" ? await readImage(path) : kind;
    if (found === "dangling") refused.push({ file: path, code: "not_found" });
    else if (found === "other") others.push(path);
    else if ("code" in found) refused.push(found);
    else images.push(found);
  }
  return { folder, images, others, refused };
}

async function readImage(path: string): Promise<SurveyedFile | RefusedFile | "other"> {
  const bytes = await Deno.readFile(path).catch(() => null);
  if (bytes === null) return { file: path, code: "access_denied" };
  if (new TextDecoder().decode(bytes.subarray(128, 132)) !== "DICM") return "other";
  try {
    const file = cutFile(bytes);
    if (file.text("x00020002") === MEDIA_DIRECTORY) return "other";
    const studyUid = file.text("x0020000d");
    if (studyUid === undefined) return { file: path, code: "dicom_invalid" };
    const patientId = file.elements.find(({ tag }) => tag === 0x00100020)?.bytes.subarray(8);
    const decoded = decodingOf(file)(patientId ?? new Uint8Array());
    return { file: path, studyUid, patientId: decoded.replace(/\0/g, "").trim() };
  } catch (error) {
    if (error instanceof Fault) return { file: path, code: error.code };
    throw error;
  }
}

/**
 * Makes sure that a folder is one examination of one patient, as it must be to become another's.
 *
 * @throws {Fault} `input_invalid` that names each patient and study, with a file of it
 */
export function assertOneStudy({ folder, images }: Survey): void {
  const found = new Map(images.map((image) => [`${image.patientId}\0${image.studyUid}`, image]));
  if (found.size <= 1) return;
  const shown = [...found.values()].slice(0, MOST_NAMED).map(({ patientId, studyUid, file }) =>
    `${patientId || "(no PatientID)"}, study ${studyUid} (${relative(folder, file)})`
  );
  if (found.size > shown.length) shown.push(`${found.size - shown.length} more`);
  // The numbers are told to the person who gave the files; the log writes a fault's message only.
  throw new Fault("input_invalid", "--as needs one study of one patient", {
    facts: { field: "DIR", case: "import_several", studies: shown.join("; ") },
  });
}

/** How many studies a sentence can name and still be read. */
const MOST_NAMED = 10;
