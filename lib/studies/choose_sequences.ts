import { Fault } from "../fault/fault.ts";
import {
  classifySeries,
  type SequenceName,
  SEQUENCES,
  type SeriesVerdict,
} from "./classify_series.ts";
import type { SeriesFacts } from "./series_facts.ts";
import { readSeriesWords } from "./series_words.ts";

/** A series that was considered, as a person would name it. */
export interface NamedSeries {
  readonly seriesUid: string;
  readonly number: number | null;
  readonly description: string;
  readonly reasons: readonly string[];
}

/** The series chosen for one sequence, with what else could have been chosen. */
export interface ChosenSequence extends NamedSeries {
  readonly name: SequenceName;
  readonly alternatives: readonly NamedSeries[];
}

/** What a study offers: one series a sequence where that is clear, and why the others are not. */
export interface SequenceFinding {
  readonly found: readonly ChosenSequence[];
  readonly missing: readonly SequenceName[];
  /** Sequences that two series claim with equal right. */
  readonly ambiguous: readonly { readonly name: SequenceName; readonly among: NamedSeries[] }[];
  readonly ignored: readonly NamedSeries[];
}

/** A series that was recognised as a sequence, and on what evidence. */
interface Candidate {
  readonly series: SeriesFacts;
  readonly verdict: Extract<SeriesVerdict, { points: number }>;
}

/** Looks at every series of a study and assigns the sequences that can be assigned. */
export function findSequences(series: readonly SeriesFacts[]): SequenceFinding {
  const candidates: Candidate[] = [];
  const ignored: NamedSeries[] = [];
  for (const one of series) {
    const verdict = classifySeries(one);
    if (verdict.sequence === null) ignored.push(named(one, verdict.reasons));
    else candidates.push({ series: one, verdict });
  }
  const found: ChosenSequence[] = [];
  const missing: SequenceName[] = [];
  const ambiguous: { name: SequenceName; among: NamedSeries[] }[] = [];
  for (const name of SEQUENCES) {
    const [best, ...others] = candidates.filter(({ verdict }) => verdict.sequence === name)
      .sort((a, b) => compare(b, a));
    const rivals = others.filter((other) => best !== undefined && compare(other, best) === 0);
    if (best === undefined) missing.push(name);
    else if (rivals.length > 0) ambiguous.push({ name, among: [best, ...rivals].map(nameOf) });
    else found.push({ name, ...nameOf(best), alternatives: others.map(nameOf) });
  }
  return { found, missing, ambiguous, ignored };
}

/**
 * The four sequences of a study. Faults, all for a person to resolve: `sequence_missing` and
 * `sequence_ambiguous` (facts.sequences names them), `modality_not_mr` when the study has images, but
 * none that are MR: where some sequences are there, it is the rest that must be sent.
 */
export function chooseSequences(series: readonly SeriesFacts[]): {
  readonly sequences: Readonly<Record<SequenceName, ChosenSequence>>;
  readonly ignored: readonly NamedSeries[];
} {
  const { found, missing, ambiguous, ignored } = findSequences(series);
  if (missing.length > 0) {
    refuseOtherModality(series);
    throw new Fault("sequence_missing", `No series is ${missing.join(", ")}`, {
      facts: { sequences: missing.join(", ") },
    });
  }
  if (ambiguous.length > 0) {
    const names = ambiguous.map(({ name, among }) =>
      `${name} (${among.map(({ number }) => number ?? "?").join(" / ")})`
    );
    throw new Fault("sequence_ambiguous", `More than one series is ${names.join(", ")}`, {
      facts: { sequences: names.join(", ") },
    });
  }
  const byName = new Map(found.map((one) => [one.name, one]));
  const of = (name: SequenceName) => byName.get(name)!;
  return {
    sequences: { T1: of("T1"), T1c: of("T1c"), T2: of("T2"), FLAIR: of("FLAIR") },
    ignored,
  };
}

/** Says so when the images of a study are not MR. */
function refuseOtherModality(series: readonly SeriesFacts[]): void {
  if (series.some(({ modality }) => modality === "MR")) return;
  const foreign = series.find(({ modality }) => !OWN_OBJECTS.has(modality));
  if (foreign === undefined) return;
  throw new Fault("modality_not_mr", `Series ${foreign.uid} is ${foreign.modality}`, {
    facts: { modality: foreign.modality || "?" },
  });
}

/** Modalities of results and marks, which accompany images and are never taken for them. */
const OWN_OBJECTS = new Set(["SEG", "SR", "PR", "KO", "RTSTRUCT", "DOC", "REG"]);

/**
 * Which of two candidates is the better image: stronger evidence, original rather than derived,
 * more slices, axial, finer pixels. Positive when `a` is better, 0 when nothing tells them apart.
 */
function compare(a: Candidate, b: Candidate): number {
  const [left, right] = [merits(a), merits(b)];
  for (let n = 0; n < left.length; n++) {
    const difference = left[n]! - right[n]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Small differences do not count: slices and pixels are compared in steps of a fifth and a half. */
function merits({ series, verdict }: Candidate): number[] {
  const { header } = series;
  if (header === null) return [];
  const words = readSeriesWords(header.seriesDescription, header.protocolName);
  const late = verdict.sequence !== "T1c" && words.contrast === true;
  const slices = Math.max(series.instances, header.numberOfFrames);
  return [
    verdict.points >= 6 ? 1 : 0,
    header.imageType[0] === "DERIVED" ? 0 : 1,
    late ? 0 : 1, // T2 and FLAIR after contrast agent are second choice
    Math.round(Math.log(Math.max(1, slices)) / Math.log(1.2)),
    isAxial(header.orientation) ? 1 : 0,
    Math.round(Math.log(header.rows * header.columns) / Math.log(1.5)),
  ];
}

/** Whether the slices lie across the body's axis, within 45 degrees (LPS). */
function isAxial(orientation: readonly number[] | undefined): boolean {
  const [a, b, , d, e] = orientation ?? [];
  if (e === undefined) return false;
  return Math.abs(a! * e - b! * d!) > Math.SQRT1_2;
}

function nameOf({ series, verdict }: Candidate): NamedSeries {
  return named(series, verdict.reasons);
}

function named({ uid, number, description }: SeriesFacts, reasons: readonly string[]): NamedSeries {
  return { seriesUid: uid, number, description, reasons };
}
