import { isSilent, type KnownCancer } from "../clinical_facts/known_cancer.ts";
import type { Primary } from "../metastasis/facts.ts";

/** Whether nothing was heard of the chart; false for results that do not say. */
export function isChartSilent(chart: KnownCancer | undefined): boolean {
  return chart !== undefined && isSilent(chart);
}

/** Sentences on why the chart named no one cancer; none for results that do not say. */
export function chartWords(chart: KnownCancer | undefined): string[] {
  if (chart === undefined) return [];
  const { answer, primaries, unconfirmed, unread } = chart;
  const unused = unconfirmed.length === 0
    ? []
    : [`Not confirmed in the chart, and not used: ${named(unconfirmed)}.`];
  switch (answer) {
    case "unavailable":
      return ["The chart did not answer: known_cancer could not be read."];
    case "unlinked":
      return ["The chart had no such patient: known_cancer could not be read."];
    case "several":
      return [
        `The chart records several cancers, of which none was chosen: ${named(primaries)}.`,
        ...unused,
      ];
    case "none":
    case "found":
      return [
        ...(unread === 0 ? [] : [`Conditions of the chart that could not be read: ${unread}.`]),
        ...unused,
      ];
  }
}

function named(primaries: readonly Primary[]): string {
  return primaries.map((primary) => primary.replaceAll("_", " ")).join(", ");
}
