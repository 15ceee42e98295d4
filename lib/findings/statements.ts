import type { SegmentationResult } from "../inference/result.ts";
import type { RegionConfidence } from "../tumour/confidence.ts";
import type { KnowledgeReason } from "../tumour/judge_knowledge.ts";

/** The part of a result that is said in words, in the report of the PACS and in that of FHIR. */
export type Sayable = Pick<
  SegmentationResult,
  "knowledge" | "confidence" | "calibrated" | "stripping"
>;

const REGION_WORDS = { WT: "whole tumour", TC: "tumour core", ET: "enhancing tumour" } as const;

/**
 * English sentences beside the volumes of a result: what must be known before they are believed
 * (outside of what the network knows, skull taken off), and how sure it is. `found`: whether any
 * tumour was drawn; without one it is said how sure that is, never as a diagnosis.
 */
export function statementsOf(result: Sayable, found: boolean): string[] {
  return [...warningsOf(result), ...surenessOf(result, found)];
}

/** The part of {@linkcode statementsOf} that must be known before a volume is read. */
export function warningsOf(result: Sayable): string[] {
  return [...outsideStatement(result), ...strippingStatement(result)];
}

/** The part of {@linkcode statementsOf} that says how sure a result is. */
export function surenessOf(result: Sayable, found: boolean): string[] {
  return found ? expectedStatements(result) : noTumourStatements(result);
}

/** Why a study is outside of what its network knows, in English; the panel has its own words. */
function reasonWords({ kind, sequences }: KnowledgeReason): string {
  const named = sequences.join(" and ");
  switch (kind) {
    case "repeated":
      return `${named} are the same image`;
    case "exchanged":
      return `${sequences.join(", ")} look exchanged with each other`;
    case "far":
      return named === ""
        ? "the images look like none that it was trained on"
        : `${named} looks like none that it was trained on`;
    case "structure":
      return "the images are not structured like a brain";
    case "size":
      return "the brain is smaller or larger than any that it was trained on";
  }
}

function outsideStatement({ knowledge }: Sayable): string[] {
  if (!knowledge?.outside) return [];
  const { score, limit, reasons } = knowledge;
  const why = reasons.map(reasonWords).join("; ");
  const measured = score > limit ? ` (score ${score.toFixed(2)}, limit ${limit.toFixed(2)})` : "";
  return [
    `Outside of what the model knows: ${why}. What it says of this study may mean nothing${measured}.`,
  ];
}

function strippingStatement({ stripping }: Sayable): string[] {
  if (stripping === undefined) return [];
  const { model, version, sha256, sequences } = stripping;
  return [
    `Skull removed by ${model} ${version} (weights sha256=${sha256}) from ` +
    `${sequences.join(", ")}: the images that were used are not those that the PACS holds.`,
  ];
}

function noTumourStatements({ confidence, calibrated }: Sayable): string[] {
  const evidence = confidence.find(({ region }) => region === "WT")?.evidence;
  if (evidence === undefined) return [];
  const { largestProbability, possibleMm3 } = evidence;
  return [
    `The largest ${calibrated ? "calibrated" : "uncalibrated"} probability of tumour anywhere in ` +
    `the brain is ${largestProbability.toFixed(2)}; ${millilitres(possibleMm3)} ml have one ` +
    "above 0.05. This is what the network says and no diagnosis.",
  ];
}

function expectedStatements({ confidence, calibrated }: Sayable): string[] {
  const said = confidence.flatMap(expectedWords);
  if (said.length === 0) return [];
  const kind = calibrated ? "calibrated" : "uncalibrated";
  return [`Expected volumes, by ${kind} probabilities above 0.05: ${said.join("; ")}.`];
}

function expectedWords({ region, evidence }: RegionConfidence): string[] {
  if (evidence === undefined) return [];
  const { expectedMm3, range } = evidence;
  const words = `${REGION_WORDS[region]} ${millilitres(expectedMm3)} ml`;
  if (range === null) return [words];
  const ends = `${millilitres(range.leastMm3)} to ${millilitres(range.mostMm3)} ml`;
  const share = Math.round(100 * range.share);
  return [`${words} (${ends}, a range that held ${share} % of synthetic patients)`];
}

function millilitres(mm3: number): string {
  return (mm3 / 1000).toFixed(1);
}
