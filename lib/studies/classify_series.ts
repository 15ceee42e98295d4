import type { ImageHeader } from "../dicom/image_header.ts";
import type { SeriesFacts } from "./series_facts.ts";
import { readSeriesWords, type SeriesWords } from "./series_words.ts";

/** The four sequences a tumour is drawn on. */
export const SEQUENCES = ["T1", "T1c", "T2", "FLAIR"] as const;

/** Name of a sequence: T1c is T1-weighted with contrast agent. */
export type SequenceName = (typeof SEQUENCES)[number];

/** What a series was taken for, and on what evidence. */
export type SeriesVerdict =
  | { readonly sequence: SequenceName; readonly points: number; readonly reasons: string[] }
  | { readonly sequence: null; readonly reasons: string[] };

type Weighting = "T1" | "T2" | "FLAIR";

/** One piece of evidence. Timing weighs most, because a description is typed by hand. */
interface Clue {
  readonly weighting: Weighting;
  readonly points: number;
  readonly reason: string;
}

const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
/** Values of ImageType that mark images computed from others, or made for planning. */
const OTHER_TYPES =
  /^(LOCALIZER|ADC|DIFFUSION|TRACEW?|FA|EADC|B0|SUBTRACTION|PROJECTION IMAGE|MIP|MIN_IP|PERFUSION|PHASE MAP|SCREEN SAVE|SCREENSHOT)$/i;

/**
 * Judges which of the four sequences a series is, by the facts of its header: echo, repetition and
 * inversion time, names of sequence and series, contrast agent, image type. No single fact is
 * enough; those that were used are the reasons, in words a technologist knows.
 */
export function classifySeries(series: SeriesFacts): SeriesVerdict {
  const { header } = series;
  if (series.modality !== "MR") return none(`not MR: ${series.modality || "no modality"}`);
  if (header === null) return none("its header is not that of an image");
  if (header.sopClassUid.startsWith(SECONDARY_CAPTURE)) return none("a screenshot");
  if (header.orientation === undefined || header.position === undefined) {
    return none("its images have no position in the patient");
  }
  const type = header.imageType.find((value) => OTHER_TYPES.test(value));
  if (type !== undefined) return none(`ImageType ${type}`);
  const words = readSeriesWords(header.seriesDescription, header.protocolName);
  if (words.other !== null) return none(`named as ${words.other}`);
  return weigh(header, words);
}

/** Adds up the evidence: the weighting with most points, what spoke against it, contrast. */
function weigh(header: ImageHeader, words: SeriesWords): SeriesVerdict {
  const clues = [timing(header), naming(words, header), pulse(header)].filter((clue) =>
    clue !== null
  );
  const sums = new Map<Weighting, number>();
  for (const { weighting, points } of clues) {
    sums.set(weighting, (sums.get(weighting) ?? 0) + points);
  }
  const [best] = [...sums].sort((a, b) => b[1] - a[1]);
  if (best === undefined) return none("neither its times nor its names tell the sequence");
  const [weighting, points] = best;
  const reasons = clues.filter((clue) => clue.weighting === weighting).map(({ reason }) => reason);
  for (const clue of clues) {
    if (clue.weighting !== weighting) reasons.push(`against it: ${clue.reason}`);
  }
  if (weighting !== "T1") return { sequence: weighting, points, reasons };
  const contrast = contrastOf(header, words);
  if (contrast.reason !== null) reasons.push(contrast.reason);
  return { sequence: contrast.given ? "T1c" : "T1", points, reasons };
}

/** Evidence of echo, repetition and inversion time, in milliseconds. */
function timing(header: ImageHeader): Clue | null {
  const { echoTime: te, repetitionTime: tr, inversionTime: ti } = header;
  if (te === undefined || te <= 0) return null;
  const reason = [["TR", tr], ["TE", te], ["TI", ti]]
    .filter(([, value]) => value !== undefined && value !== 0)
    .map(([name, value]) => `${name} ${Number(Number(value).toPrecision(4))}`).join(" ") + " ms";
  const clue = (weighting: Weighting) => ({ weighting, points: 4, reason });
  const inverted = header.scanningSequence.includes("IR");
  if (te >= 60) {
    if (ti !== undefined && ti >= 1400) return clue("FLAIR");
    if (ti === undefined && inverted && (tr ?? 0) >= 4000) return clue("FLAIR");
    return tr === undefined || tr >= 1500 ? clue("T2") : null;
  }
  if (te > 30) return null;
  if (ti !== undefined && ti >= 400 && ti < 1400) return clue("T1");
  // A gradient echo with a longer echo time is T2*-weighted, whatever its repetition time.
  if (header.scanningSequence.includes("GR") && te > 12) return null;
  return tr !== undefined && tr <= 1300 ? clue("T1") : null;
}

/** Evidence of the names people gave the series and its protocol. */
function naming({ t1, t2, flair }: SeriesWords, header: ImageHeader): Clue | null {
  const reason = `named "${header.seriesDescription ?? header.protocolName ?? ""}"`;
  // "T1 FLAIR" is a T1-weighted technique, "T2 FLAIR" and bare "FLAIR" are what is meant by FLAIR.
  if (flair) return { weighting: t1 ? "T1" : "FLAIR", points: 3, reason };
  if (t1 !== t2) return { weighting: t1 ? "T1" : "T2", points: 3, reason };
  return null;
}

/** Evidence of the vendor's name of the pulse sequence. */
function pulse({ sequenceName }: ImageHeader): Clue | null {
  const name = (sequenceName ?? "").toLowerCase();
  const reason = `SequenceName ${sequenceName}`;
  if (/tfl|mprage|bravo|fspgr|efgre3d/.test(name)) return { weighting: "T1", points: 1, reason };
  if (/spcir|spc\w*ir|flair/.test(name)) return { weighting: "FLAIR", points: 1, reason };
  return null;
}

/** Whether contrast agent was given: the name overrules the header, which scanners copy on. */
function contrastOf(
  { contrastAgent, seriesDescription }: ImageHeader,
  { contrast }: SeriesWords,
): { given: boolean; reason: string | null } {
  const agent = contrastAgent?.trim() ?? "";
  const stated = agent !== "" && !/^(no(ne)?|n\/?a|nil|without.*|-+|0)$/i.test(agent);
  if (contrast === false) {
    const despite = stated ? ", though its header names a contrast agent" : "";
    return { given: false, reason: `without contrast by its name${despite}` };
  }
  if (stated) return { given: true, reason: `contrast agent ${agent}` };
  if (contrast) return { given: true, reason: `with contrast by its name "${seriesDescription}"` };
  return { given: false, reason: "no contrast agent in its header" };
}

function none(reason: string): SeriesVerdict {
  return { sequence: null, reasons: [reason] };
}
