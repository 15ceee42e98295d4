import { sentenceOf } from "../fault.ts";
import type { Report } from "../report.ts";

/** What became of one step of a walk. */
export interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  /** What was seen, or why it failed. */
  readonly detail: string;
}

/** A step says what it saw; throwing fails it. */
export type Step = () => Promise<string>;

/** Fails a step with what was expected instead. */
export class StepFailure extends Error {
  override readonly name = "StepFailure";
}

/** Fails unless `seen` is what the step waits for. */
export function expect(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new StepFailure(otherwise);
}

/**
 * Walks steps in their order and prints each with its time. A failed step ends the walk, for those
 * after it build on it.
 */
export async function walk(
  steps: readonly (readonly [name: string, step: Step])[],
  report: Report,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const [name, step] of steps) {
    const begun = performance.now();
    let result: StepResult;
    try {
      const detail = await step();
      result = { name, ok: true, ms: Math.round(performance.now() - begun), detail };
    } catch (error) {
      const detail = sentenceOf(error);
      result = { name, ok: false, ms: Math.round(performance.now() - begun), detail };
    }
    results.push(result);
    report.line(
      `${result.ok ? "ok    " : "FAILED"} ${(result.ms / 1000).toFixed(2).padStart(7)} s  ` +
        `${name.padEnd(44)} ${result.detail}`,
    );
    if (!result.ok) break;
  }
  return results;
}
