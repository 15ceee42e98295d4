import { Fault } from "../fault/fault.ts";

/** Where nginx serves OHIF, and the hanging protocol that static/ohif/app-config.js registers. */
const VIEWER_PATH = "/ohif/viewer";
const FOUR_SEQUENCES = "nnFourUp";

/** A DICOM UID (PS3.5 9.1): digits and single dots, at most 64 characters. */
const UID = /^(?=.{5,64}$)[0-9]+(?:\.[0-9]+)+$/;

/** Series of the study that serve as sequences, where that has been decided. */
export type ChosenSeries = Readonly<Partial<Record<"T1" | "T1c" | "T2" | "FLAIR", string>>>;

/**
 * The address of OHIF for one study, its four sequences hung 2x2: the chosen series where a reading
 * has chosen them, else by description. Null for a study that has none of them: OHIF then shows what
 * there is in its own way. Same origin, no patient data: UIDs only.
 *
 * @throws {Fault} `input_invalid` when a text is no DICOM UID
 */
export function viewerUrl(studyUid: string, chosen: ChosenSeries | null = {}): string {
  const query = new URLSearchParams({ StudyInstanceUIDs: checkedUid(studyUid) });
  if (chosen === null) return `${VIEWER_PATH}?${query}`;
  query.set("hangingProtocolId", FOUR_SEQUENCES);
  for (const [name, uid] of Object.entries(chosen)) query.set(name.toLowerCase(), checkedUid(uid));
  return `${VIEWER_PATH}?${query}`;
}

function checkedUid(text: string): string {
  if (isUid(text)) return text;
  throw new Fault("input_invalid", "Not a DICOM UID", { facts: { field: "study" } });
}

/** Whether a text is spelled as a DICOM UID. */
export function isUid(text: string): boolean {
  return UID.test(text);
}
