import type { FactName, Facts, Primary } from "./facts.ts";

/** One factor of a graded prognostic assessment: the fact it needs and the points it gives. */
export interface GradedFactor {
  readonly fact: FactName;
  /** Points for a known value. */
  readonly points: (facts: Facts) => number;
  /** The most that it can give. */
  readonly most: number;
  /** What the source says of a value that was sought and is not known; shown with the factor. */
  readonly unknownCounts?: number;
  /** Doubt about the figure, shown with it. */
  readonly doubt?: "haemoglobin_edge";
}

/** Median survival in months with its 25 and 75 % quantiles; null where the source gives none. */
export interface Survival {
  readonly median: number;
  readonly quartiles: readonly [low: number, high: number | null];
}

/** The assessment of one primary. */
export interface GradedTable {
  readonly name: string;
  readonly citation: string;
  readonly factors: readonly GradedFactor[];
  /** Survival by total points: 0-1, 1.5-2, 2.5-3, 3.5-4; null where the class cannot be reached. */
  readonly survival: readonly (Survival | null)[];
}

const SUMMARY =
  "Sperduto PW et al., J Clin Oncol 2020;38:3773 (summary of the assessments by diagnosis)";

/** Age below a limit gives half a point. */
function youngerThan(limit: number): GradedFactor {
  return {
    fact: "ageYears",
    most: 0.5,
    points: ({ ageYears }) => (ageYears ?? 0) < limit ? 0.5 : 0,
  };
}

/** Karnofsky status: points from each bound on. */
function karnofsky(bands: readonly (readonly [from: number, points: number])[]): GradedFactor {
  return {
    fact: "karnofsky",
    most: bands.at(-1)?.[1] ?? 0,
    points: (facts) => bands.findLast(([from]) => (facts.karnofsky ?? 0) >= from)?.[1] ?? 0,
  };
}

function noExtracranial(points: number): GradedFactor {
  return {
    fact: "extracranialMetastases",
    most: points,
    points: ({ extracranialMetastases }) => extracranialMetastases === false ? points : 0,
  };
}

/** Number of brain metastases: points up to each bound. */
function brainMetastases(bands: readonly (readonly [upTo: number, points: number])[]) {
  return {
    fact: "brainMetastases" as const,
    most: bands[0]?.[1] ?? 0,
    points: ({ brainMetastases }: Facts) =>
      bands.find(([upTo]) => (brainMetastases ?? Infinity) <= upTo)?.[1] ?? 0,
  };
}

function months(median: number, low: number, high: number | null): Survival {
  return { median, quartiles: [low, high] };
}

const LUNG_KARNOFSKY = karnofsky([[0, 0], [80, 0.5], [90, 1]]);
const LUNG_FACTORS = [
  youngerThan(70),
  LUNG_KARNOFSKY,
  noExtracranial(1),
  brainMetastases([[4, 0.5]]),
];
const LUNG = "Sperduto PW et al., JAMA Oncol 2017;3:827 (Lung-molGPA)";

const ADENOCARCINOMA: GradedTable = {
  name: "NSCLC adenocarcinoma",
  citation: `${LUNG}; ${SUMMARY}`,
  factors: [...LUNG_FACTORS, {
    fact: "egfrAlk",
    most: 1,
    points: ({ egfrAlk }) => egfrAlk === "positive" ? 1 : 0,
    unknownCounts: 0,
  }],
  survival: [
    months(6.9, 2.6, 15.3),
    months(13.7, 5.5, 24.6),
    months(26.5, 10.7, 53.8),
    months(46.8, 25.8, null),
  ],
};

const NON_ADENOCARCINOMA: GradedTable = {
  name: "NSCLC other than adenocarcinoma",
  citation: `${LUNG}; ${SUMMARY}`,
  factors: LUNG_FACTORS,
  survival: [months(5.3, 1.9, 11.1), months(9.8, 3.9, 20.3), months(12.8, 7.0, 30.1), null],
};

const MELANOMA: GradedTable = {
  name: "melanoma",
  citation: `Sperduto PW et al., Int J Radiat Oncol Biol Phys 2017;99:812; ${SUMMARY}`,
  factors: [
    youngerThan(70),
    LUNG_KARNOFSKY,
    noExtracranial(1),
    brainMetastases([[1, 1], [4, 0.5]]),
    { fact: "braf", most: 0.5, points: ({ braf }) => braf === "positive" ? 0.5 : 0 },
  ],
  survival: [
    months(4.9, 2.3, 10.7),
    months(8.3, 3.9, 18.2),
    months(15.8, 8.2, 49.3),
    months(34.1, 15.1, null),
  ],
};

const SUBTYPE_POINTS = { basal: 0, luminal_a: 0.5, her2: 1.5, luminal_b: 1.5 } as const;

const BREAST: GradedTable = {
  name: "breast",
  citation: `Sperduto PW et al., Int J Radiat Oncol Biol Phys 2020;107:334; ${SUMMARY}`,
  factors: [
    youngerThan(60),
    karnofsky([[0, 0], [70, 0.5], [90, 1]]),
    {
      fact: "breastSubtype",
      most: 1.5,
      points: ({ breastSubtype }) => SUBTYPE_POINTS[breastSubtype ?? "basal"],
    },
    brainMetastases([[1, 0.5]]),
    noExtracranial(0.5),
  ],
  survival: [
    months(6.0, 2.5, 12.3),
    months(12.9, 5.6, 27),
    months(23.5, 11.1, 47),
    months(36.3, 18.5, 78.1),
  ],
};

const RENAL: GradedTable = {
  name: "renal cell",
  citation: `Sperduto PW et al., Int J Radiat Oncol Biol Phys 2018;101:845; ${SUMMARY}`,
  factors: [
    karnofsky([[0, 0], [80, 1], [90, 2]]),
    noExtracranial(0.5),
    {
      fact: "haemoglobin",
      most: 1,
      points: ({ haemoglobin }) => haemoglobinPoints(haemoglobin),
      unknownCounts: 0.5,
      doubt: "haemoglobin_edge",
    },
    brainMetastases([[4, 0.5]]),
  ],
  survival: [months(4, 2, 8), months(12, 5, 24), months(17, 8, 36), months(35, 13, 61)],
};

const GASTROINTESTINAL: GradedTable = {
  name: "gastrointestinal",
  citation: `Sperduto PW et al., Clin Transl Radiat Oncol 2019;18:39; ${SUMMARY}`,
  factors: [
    karnofsky([[0, 0], [80, 1], [90, 2]]),
    youngerThan(60),
    brainMetastases([[1, 1], [3, 0.5]]),
    noExtracranial(0.5),
  ],
  survival: [
    months(3.4, 1.6, 8.3),
    months(6.5, 2.7, 16.9),
    months(10.8, 4.2, 21.4),
    months(17.0, 8.8, 29.7),
  ],
};

/** 11.1 g/dL and less 0, from 12.6 on 1, between and not known 0.5; g/dL to one decimal. */
function haemoglobinPoints(value: Facts["haemoglobin"]): number {
  if (typeof value !== "number") return 0.5;
  const rounded = Math.round(value * 10) / 10;
  return rounded <= 11.1 ? 0 : rounded >= 12.6 ? 1 : 0.5;
}

/**
 * The diagnosis-specific graded prognostic assessments by primary, points and survival as their
 * authors' own calculator had them in September 2020; a primary without one is not scored. The lung
 * update of 2022 (PD-L1, small-cell) was not seen and is not here; the generic assessment of 2008 is
 * left out, for no source of its points could be opened.
 */
export const GRADED_TABLES: Readonly<Partial<Record<Primary, GradedTable>>> = {
  nsclc_adenocarcinoma: ADENOCARCINOMA,
  nsclc_squamous: NON_ADENOCARCINOMA,
  nsclc_other: NON_ADENOCARCINOMA,
  melanoma: MELANOMA,
  breast: BREAST,
  renal: RENAL,
  colorectal: GASTROINTESTINAL,
  gastrointestinal_other: GASTROINTESTINAL,
};
