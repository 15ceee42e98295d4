import type { ReadingVolumes } from "./reading.ts";

/** A class of a model's result: how the legend names and colours it. */
export interface ModelLabel {
  readonly name: { readonly ko: string; readonly en: string };
  /** sRGB, 0 to 255, the same as in the SEG. */
  readonly colour: readonly [red: number, green: number, blue: number];
  /** Which of the measured volumes is this class's. */
  readonly volume: "necrosis" | "oedema" | "enhancing";
}

/** A model that can be asked for on a study, as the panel offers it. */
export interface ModelChoice {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly task: string;
  readonly sha256: string;
  /** In the order of the segments in the SEG. */
  readonly labels: readonly ModelLabel[];
}

/**
 * The number that a class has in the SEG, or null when it has no voxel: the SEG numbers the classes
 * that occur from 1 without a gap (lib/dicom/segmentation.ts).
 */
export function segmentNumber(
  labels: readonly ModelLabel[],
  label: ModelLabel,
  volumes: ReadingVolumes,
): number | null {
  const present = labels.filter(({ volume }) => volumes[volume] > 0);
  const at = present.indexOf(label);
  return at < 0 ? null : at + 1;
}
