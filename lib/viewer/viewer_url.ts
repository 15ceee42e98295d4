import { Fault } from "../fault/fault.ts";

/** Where nginx serves OHIF, and the hanging protocol that static/ohif/app-config.js registers. */
const VIEWER_PATH = "/ohif/viewer";
const FOUR_SEQUENCES = "nnFourUp";

/** A DICOM UID (PS3.5 9.1): digits and single dots, at most 64 characters. */
const UID = /^(?=.{5,64}$)[0-9]+(?:\.[0-9]+)+$/;

/**
 * The address of OHIF for one study, its four sequences hung 2x2. Same origin, no patient data: a
 * study UID only.
 *
 * @throws {Fault} `input_invalid` when the text is no DICOM UID
 */
export function viewerUrl(studyUid: string): string {
  if (!isUid(studyUid)) {
    throw new Fault("input_invalid", "Not a DICOM UID", { facts: { field: "study" } });
  }
  const query = new URLSearchParams({
    StudyInstanceUIDs: studyUid,
    hangingProtocolId: FOUR_SEQUENCES,
  });
  return `${VIEWER_PATH}?${query}`;
}

/** Whether a text is spelled as a DICOM UID. */
export function isUid(text: string): boolean {
  return UID.test(text);
}
