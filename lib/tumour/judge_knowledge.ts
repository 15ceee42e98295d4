import { type Knowledge, ownFeatures, triangleOf } from "../models/knowledge_file.ts";
import type { Sequence } from "../models/manifest_input.ts";
import { type Volume, voxelVolume } from "../volume/volume.ts";
import {
  asIf,
  knowledgeFeatures,
  looksOf,
  type Order,
  pairCorrelations,
} from "./knowledge_features.ts";
import type { Prepared } from "./prepare.ts";

/**
 * Why a study is outside of what a network knows. `repeated`: both sequences are the same image;
 * `exchanged`: the images look like those of other sequences of these; `far`: the images look like
 * nothing it was trained on, because of the one sequence where one is named; `structure`: places
 * near each other are less alike than in a brain; `size`: the brain is smaller or larger than any it was trained on.
 */
export interface KnowledgeReason {
  readonly kind: "repeated" | "exchanged" | "far" | "structure" | "size";
  readonly sequences: readonly Sequence[];
}

/** Whether a network knows studies like this one. */
export interface StudyKnowledge {
  /** Squared Mahalanobis distance to the training patients' features, divided by their number. */
  readonly score: number;
  readonly limit: number;
  readonly outside: boolean;
  /** Empty unless outside. */
  readonly reasons: readonly KnowledgeReason[];
}

const GIVEN: Order = [0, 1, 2, 3];
const OTHERS = permutations(GIVEN).slice(1);

/**
 * Says whether normalised images, as the network gets them, are like those it was trained on. The
 * answer of a network to others means nothing, however sure it is. Training's knowledge.py gives the
 * rule with its reasons, and the same answer.
 */
export function judgeKnowledge(
  prepared: Pick<Prepared, "channels" | "mask" | "grid">,
  known: Knowledge,
): StudyKnowledge {
  const features = knowledgeFeatures(prepared, known);
  const score = distance(features, known);
  const reasons = [
    ...assignmentReasons(features, score, known),
    ...(isStructured(features, known) ? [] : [{ kind: "structure" as const, sequences: [] }]),
    ...(isSized(prepared.mask, known) ? [] : [{ kind: "size" as const, sequences: [] }]),
  ];
  return { score, limit: known.limit, outside: reasons.length > 0, reasons };
}

/** The first that holds of: repeated, exchanged, far. */
function assignmentReasons(
  features: number[],
  score: number,
  known: Knowledge,
): KnowledgeReason[] {
  const { channels, limit, repeatedCorrelation } = known;
  const named = (places: readonly number[]) => places.map((n) => channels[n]!);
  const repeated = pairCorrelations(features, known)
    .filter(({ value }) => value > repeatedCorrelation)
    .map(({ pair }) => ({ kind: "repeated" as const, sequences: named(pair) }));
  if (repeated.length > 0) return repeated;
  const order = exchangeOf(features, score, known) ?? exchangedContrast(features, known);
  if (order !== undefined) {
    return [{ kind: "exchanged", sequences: named(movedBy(order)) }];
  }
  if (score <= limit) return [];
  return [{ kind: "far", sequences: named(soleCause(features, known)) }];
}

/**
 * The assignment of the images to the sequences that explains them much better than the given one:
 * within the limit, nearer by its margin; of those that are as near within the largest margin, the
 * one that moves the fewest images.
 */
function exchangeOf(features: number[], score: number, known: Knowledge): Order | undefined {
  const { limit, exchangeMargins: margins } = known;
  const factor = triangleOf(known.covariance)!;
  const others = OTHERS.map((order, n) => ({
    order,
    margin: margins[n]!,
    value: distance(asIf(features, order, known), known, factor),
  }));
  const near = Math.min(
    limit,
    Math.min(...others.map(({ value }) => value)) + Math.max(...margins),
  );
  return others
    .filter(({ value, margin }) => value <= near && score - value > margin)
    .sort((a, b) => movedBy(a.order).length - movedBy(b.order).length || a.value - b.value)[0]
    ?.order;
}

/**
 * T1 and T1c exchanged, where the file's regression says so and the exchange lies within the limit:
 * they differ in little but vessels and what else takes up contrast, so that distances alone miss most
 * of it.
 */
function exchangedContrast(features: number[], known: Knowledge): Order | undefined {
  const { channels, contrastOrder, limit } = known;
  if (contrastOrder === undefined) return undefined;
  const [t1, t1c] = [channels.indexOf("T1"), channels.indexOf("T1c")];
  const order = GIVEN.map((place) => place === t1 ? t1c : place === t1c ? t1 : place);
  const turned = asIf(features, order, known);
  const logit = contrastOrder.weights.reduce(
    (sum, weight, n) => sum + weight * (features[n]! - turned[n]!),
    0,
  );
  return logit < -contrastOrder.margin && distance(turned, known) <= limit ? order : undefined;
}

function isStructured(features: number[], known: Knowledge): boolean {
  const alike = GIVEN.map((place) =>
    features[place * ownFeatures(known) + known.percentiles.length]!
  );
  return alike.reduce((sum, value) => sum + value, 0) / alike.length >= known.leastAlike;
}

function isSized({ data, affine }: Volume<Uint8Array>, { brainMl: [least, most] }: Knowledge) {
  const ml = data.reduce((sum, value) => sum + value, 0) * voxelVolume(affine) / 1000;
  return ml >= least && ml <= most;
}

/** The place of the sequence without which the study lies within the limit; none when none is. */
function soleCause(features: number[], known: Knowledge): number[] {
  const looks = looksOf(known);
  const rest = GIVEN.map((place) => {
    const kept = looks.flatMap((places, n) => places.includes(place) ? [] : [n]);
    return distance(kept.map((n) => features[n]!), {
      mean: kept.map((n) => known.mean[n]!),
      covariance: kept.map((n, i) => kept.slice(0, i + 1).map((m) => known.covariance[n]![m]!)),
    });
  });
  const least = Math.min(...rest);
  return least <= known.limit ? [rest.indexOf(least)] : [];
}

/** Squared Mahalanobis distance divided by the number of features: |L^-1 (x - mean)|^2 / n. */
function distance(
  features: readonly number[],
  { mean, covariance }: Pick<Knowledge, "mean" | "covariance">,
  factor: readonly (readonly number[])[] = triangleOf(covariance)!,
): number {
  const solved: number[] = [];
  let sum = 0;
  for (const [i, row] of factor.entries()) {
    let value = features[i]! - mean[i]!;
    for (let j = 0; j < i; j++) value -= row[j]! * solved[j]!;
    value /= row[i]!;
    solved.push(value);
    sum += value * value;
  }
  return sum / mean.length;
}

function movedBy(order: Order): number[] {
  return GIVEN.filter((place) => order[place] !== place);
}

/** All orders, lexicographically. */
function permutations(items: Order): Order[] {
  if (items.length < 2) return [items];
  return items.flatMap((first) =>
    permutations(items.filter((one) => one !== first)).map((rest) => [first, ...rest])
  );
}
