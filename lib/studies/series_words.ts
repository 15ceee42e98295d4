/** What the words of a description say about a series; each is a claim, not a fact. */
export interface SeriesWords {
  readonly t1: boolean;
  readonly t2: boolean;
  readonly flair: boolean;
  /** The words say that contrast agent was given (true), that it was not (false), or nothing. */
  readonly contrast: boolean | null;
  /** The kind of image it calls itself when that is none of the four sequences. */
  readonly other: string | null;
}

/** A weighting begins a word, or follows "2d" or "3d" without a gap. */
const T1 = /(?:^|[^a-z0-9]|[23]d)t1(?!\d|rho)|mp2?.?rage|bravo|spgr|vibe|thrive/;
const T2 = /(?:^|[^a-z0-9]|[23]d)t2(?!\d|\s?\*|.?star)/;
const FLAIR = /flair|dark.?fluid/;

const WITHOUT_CONTRAST =
  /(?:^|[^a-z])pre(?![a-z])(?!.?op)|non.?contrast|non.?enh|unenh|without|(?:^|[^a-z])w\/?o(?![a-z])|(?:^|[^a-z])(?:plain|nativ[ea]?)(?![a-z])|조영\s*전|비\s*조영/;
const WITH_CONTRAST =
  /post(?!erior)(?!.?op)|(?:^|[^a-z])gd|gad|t1\s?w?\s?_?gd|t1c|t1ce|t1km|\+\s?(?:c|k\.?m)(?![a-z])|(?:^|[^a-z])c\s?\+|(?:^|[^a-z])(?:ce|km|kontrast\w*)(?![a-z])|contrast|enhanc|dotarem|magnevist|prohance|omniscan|조영/;

// "Pre-op" and "post-op" speak of surgery, "posterior" of anatomy: none of contrast agent. "MPR" is
// what some sites call an MPRAGE; reformatted images are known by ImageType DERIVED instead.

/** Kinds of MR image that are none of the four sequences, by the words that give them away. */
const OTHER: readonly (readonly [kind: string, words: RegExp])[] = [
  ["localiser", /locali[sz]er|(?:^|[^a-z])loc(?![a-z])|scout|survey|3.?plane|topogram/],
  ["diffusion", /dwi|(?:^|[^a-z])dti|(?:^|[^a-z])adc|tracew?(?![a-z])|diffusion|(?:^|[^a-z])diff/],
  ["perfusion", /perf|(?:^|[^a-z])(?:dsc|dce|asl|rcbv|cbv|cbf|mtt|ttp)(?![a-z])/],
  ["susceptibility", /(?:^|[^a-z])swi|swan|t2\s?\*|t2.?star|hemo|susc/],
  ["angiography", /(?:^|[^a-z])(?:tof|mra|mrv|angio)/],
  ["function", /fmri|(?:^|[^a-z])bold|resting/],
  ["spectroscopy", /spectro|(?:^|[^a-z])(?:mrs|csi|svs)(?![a-z])/],
  ["projection", /(?:^|[^a-z])(?:mip|reformat\w*|subtract\w*|sub)(?![a-z])/],
  ["calibration", /calib|field.?map|b0.?map|b1.?map|asset|shim/],
];

/**
 * What the words of `texts` (SeriesDescription first, then ProtocolName) say. Weightings are taken
 * from all of them, contrast from the first that says anything: protocols are often called "with
 * and without contrast" for every series of the examination.
 */
export function readSeriesWords(...texts: readonly (string | undefined)[]): SeriesWords {
  const words = texts.map((text) => (text ?? "").normalize("NFC").toLowerCase());
  const all = words.join(" | ");
  return {
    t1: T1.test(all),
    t2: T2.test(all),
    flair: FLAIR.test(all),
    contrast: words.map(contrastOf).find((claim) => claim !== null) ?? null,
    other: OTHER.find(([, pattern]) => pattern.test(words[0] || all))?.[0] ?? null,
  };
}

function contrastOf(text: string): boolean | null {
  if (WITHOUT_CONTRAST.test(text)) return false;
  return WITH_CONTRAST.test(text) ? true : null;
}
