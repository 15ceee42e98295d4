import { z } from "zod";
import { CASE_SCHEMA } from "../../lib/metastasis/case.ts";
import { FACT_NAMES, FACTS_SCHEMA, PRIMARIES } from "../../lib/metastasis/facts.ts";
import { chart, decision, id, moment, readingState, uid } from "./parts.ts";

const words = z.object({ en: z.string(), ko: z.string() });
const pair = z.tuple([z.number(), z.number()]);
const interval = pair.describe("95 % interval");
const missing = z.array(z.enum([...FACT_NAMES, "lesions"]));
const validation = z.literal("research, not validated");

/** An answer of this shape, or what it lacks, or why the question does not arise. */
function answer<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.discriminatedUnion("status", [
    z.object({ status: z.literal("answered"), ...shape }),
    z.object({ status: z.literal("needs_input"), missing }),
    z.object({
      status: z.literal("not_applicable"),
      reason: z.enum([
        "no_lesion",
        "lesion_present",
        "no_known_cancer",
        "no_table_for_primary",
        "adults_only",
        "no_radiosurgery",
      ]),
    }),
  ]);
}

const origin = answer({
  probability: z.number().min(0).max(1).describe("metastases rather than a primary tumour"),
  interval,
  prior: z.object({ probability: z.number(), reason: z.string() }),
  inputs: z.array(z.object({
    name: z.string(),
    label: words,
    value: z.number(),
    valueLabel: words.optional(),
    likelihoodRatio: z.number(),
    likelihoodRatioInterval: interval,
    weight: z.number(),
    citation: z.string(),
    note: z.string(),
    share: z.number().describe("natural log-odds; above 0 speaks for metastases"),
  })),
  missing: z.array(z.string()),
  unknown: z.array(z.object({ name: z.string(), label: words, range: pair })),
  notApplicable: z.array(z.object({ name: z.string(), label: words })),
  contradicting: z.array(z.string()).describe("inputs that speak against the result"),
  validation,
  notice: z.literal("studied_in_adults").nullable().describe("below 18: the age is not used"),
});

const prognosis = answer({
  table: z.string(),
  version: z.literal("2020-09"),
  points: z.number(),
  most: z.number(),
  group: z.enum(["0-1", "1.5-2", "2.5-3", "3.5-4"]),
  survivalMonths: z.object({
    median: z.number(),
    quartiles: z.tuple([z.number(), z.number().nullable()]).describe("25 and 75 %"),
  }),
  inputs: z.array(z.object({
    name: z.enum(FACT_NAMES),
    value: z.union([z.string(), z.number(), z.boolean()]),
    points: z.number(),
    most: z.number(),
    countedAsUnknown: z.boolean(),
    doubt: z.literal("haemoglobin_edge").nullable(),
  })),
  citation: z.string(),
  validation,
});

const rate = z.object({
  perYear: z.number().describe("two decimals, as shown; the group goes by it"),
  count: z.int(),
  days: z.int(),
  from: z.iso.date(),
  to: z.iso.date(),
  group: z.enum(["low", "intermediate", "high"]),
  cuts: z.array(z.number()).describe("rates at which the groups part"),
  nearCut: z.boolean().describe("whether a year of 365 and one of 366 days give different groups"),
  survivalMonths: z.object({
    median: z.number(),
    interval: interval.nullable(),
    validation: z.number().nullable(),
  }),
  hazardRatio: z.number().nullable(),
  citation: z.string(),
});

const velocity = answer({
  velocity: rate.nullable(),
  initial: rate.nullable(),
  missing: z.array(z.enum(FACT_NAMES)),
  validation,
});

const risk = answer({
  primary: z.enum(PRIMARIES),
  figures: z.array(z.object({
    kind: z.string(),
    denominator: z.enum(["all_at_diagnosis", "with_metastasis_at_diagnosis"]),
    percent: z.number(),
    rounding: pair,
    citation: z.string(),
    fits: z.boolean().nullable().describe("null: it may, for what decides it is not known"),
  })),
  missing: z.array(z.enum(["primary", "extracranialMetastases"])),
  validation,
});

/** Every answer about metastases that a case allows (lib/metastasis/score_case.ts). */
export const scoredCase = z.object({
  format: z.literal(1),
  use: z.literal("Research use only. Not for diagnostic use."),
  model: z.object({ id: z.string(), version: z.string(), sha256: z.string() }),
  origin,
  prognosis,
  velocity,
  risk,
  missing,
  conflicts: z.array(
    z.enum([
      "birth_differs",
      "age_differs",
      "chart_differs",
      "metastases_without_cancer",
      "cancer_facts_without_cancer",
      "days_before_birth",
      "connected_single",
      "count_differs",
      "metastases_without_lesion",
    ]),
  ).describe("inputs that contradict each other"),
});

/** Names and values of facts that a person enters. */
export const enteredFacts = z.object({
  facts: FACTS_SCHEMA,
  version: z.int().min(0).optional().describe("of the answer that the person saw"),
});

/** What is known and answered about metastases for a study. */
export const studyMetastasis = z.object({
  study: uid,
  reading: z.object({
    id,
    review: decision.nullable(),
    predicted: z.object({
      state: readingState,
      probability: z.number().nullable(),
      current: z.boolean().describe("whether the worker predicted this very case"),
    }).nullable(),
    outside: z.boolean().describe("whether its images are outside of what the model knows"),
    largestDiameterMm: z.number().nullable(),
  }).nullable(),
  case: CASE_SCHEMA,
  sources: z.array(z.object({
    name: z.enum(FACT_NAMES),
    value: z.union([z.string(), z.number(), z.boolean()]),
    source: z.enum(["entered", "chart", "birth_date", "birth_date_in_images"]),
    by: z.string().nullable(),
    at: moment.nullable(),
  })),
  version: z.int().min(0).describe("of the entered facts, to be sent with the next entry"),
  chart,
  scored: scoredCase,
  notes: z.object({
    dependence: z.array(words),
    leftOut: z.array(z.object({ label: words, reason: words })),
  }),
  factors: z.record(z.string(), z.array(z.enum(FACT_NAMES))),
});
