/** The stages of a segmentation in their order. */
export type Stage = "check" | "prepare" | "infer" | "clean";

/** How far a segmentation is. */
export interface TumourProgress {
  readonly stage: Stage;
  /** Share of this stage that is done, 0 to 1. */
  readonly fraction: number;
}

/** Milliseconds by stage. */
export type StageTimes = Readonly<Record<Stage, number>>;
