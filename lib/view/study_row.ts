import type { ReadingState } from "./reading.ts";

/** A study as tables show it. Names and numbers come from the images unless a chart is known. */
export interface StudyRow {
  readonly uid: string;
  /** DICOM PN, all component groups. */
  readonly personName: string;
  readonly mrn: string;
  readonly sex: string | null;
  readonly birthDate: string | null;
  readonly studyDate: string | null;
  readonly studyTime: string | null;
  readonly description: string;
  /** Which of T1, T1c, T2, FLAIR were found. */
  readonly sequences: readonly string[];
  readonly imageCount: number;
  readonly reading: {
    readonly id: string;
    readonly state: ReadingState;
    readonly percent: number;
  } | null;
  readonly review: "accepted" | "rejected" | null;
}

/** The sequences that a tumour reading needs, in the order of the table. */
export const WANTED_SEQUENCES = ["T1", "T1c", "T2", "FLAIR"] as const;
