/** The stages of one segmentation in their order. */
export const STAGES = ["check", "prepare", "infer", "clean"] as const;

/** A stage of a segmentation. */
export type Stage = (typeof STAGES)[number];

/** How far a segmentation is. */
export interface TumourProgress {
  readonly stage: Stage;
  /** Share of this stage that is done, 0 to 1. */
  readonly fraction: number;
}

/** Milliseconds by stage. */
export type StageTimes = Readonly<Record<Stage, number>>;
