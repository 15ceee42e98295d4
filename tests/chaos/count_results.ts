import { readInference } from "../../lib/inference/read_inference.ts";
import { firstText } from "../../lib/studies/series_facts.ts";
import type { ReadingStack } from "../flows/inference_worker.ts";

/** What is visible of the readings of some studies. */
export interface Visible {
  readonly completed: number;
  readonly failed: number;
  /** SEG and SR instances in the PACS beyond one of each a completed reading. */
  readonly duplicates: number;
}

/**
 * Counts what became of readings: accepted = completed + failed must hold when all has ended, and
 * no reading may leave more than one SEG and one SR.
 */
export async function countResults(
  { connections: { db, orthanc } }: ReadingStack,
  readings: readonly string[],
): Promise<Visible> {
  let [completed, failed, objects] = [0, 0, 0];
  for (const id of readings) {
    const { state, study } = await readInference(db, id);
    if (state === "completed") completed++;
    if (state === "failed") failed++;
    for (const series of await orthanc.studySeries(study)) {
      const modality = firstText(series, "00080060");
      if (modality === "SEG" || modality === "SR") {
        objects += (await orthanc.seriesInstances(study, firstText(series, "0020000E"))).length;
      }
    }
  }
  return { completed, failed, duplicates: objects - 2 * completed };
}
