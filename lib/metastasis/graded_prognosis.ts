import { isMinor } from "./adults.ts";
import { type Answer, type Missing, needsInput, notApplicable } from "./answer.ts";
import type { MetastasisCase } from "./case.ts";
import { type FactName, type FactValue, missingFacts } from "./facts.ts";
import { GRADED_TABLES, type GradedFactor, type Survival } from "./prognosis_table.ts";

/** One factor with the points it gave. */
export interface GradedInput {
  readonly name: FactName;
  readonly value: FactValue;
  readonly points: number;
  /** The most that this factor can give. */
  readonly most: number;
  /** The value "unknown" counts as the source says, not as a default of ours. */
  readonly countedAsUnknown: boolean;
  readonly doubt: "haemoglobin_edge" | null;
}

/** Survival with brain metastases by the diagnosis-specific graded prognostic assessment. */
export interface GradedPrognosis {
  readonly table: string;
  readonly version: "2020-09";
  readonly points: number;
  /** Most points that the table can give. */
  readonly most: number;
  readonly group: "0-1" | "1.5-2" | "2.5-3" | "3.5-4";
  /** Months from the diagnosis of brain metastases. */
  readonly survivalMonths: Survival;
  readonly inputs: readonly GradedInput[];
  readonly citation: string;
  readonly validation: "research, not validated";
}

const GROUPS = ["0-1", "1.5-2", "2.5-3", "3.5-4"] as const;

/**
 * Points and median survival of a patient with brain metastases. The lesions are taken to be
 * metastases, which the caller says beside the answer. A factor that is not known is asked for; only
 * where a source says how "unknown" counts may that be answered. Not for patients below 18: the
 * tables were made of adults.
 */
export function gradedPrognosis(given: MetastasisCase): Answer<GradedPrognosis> {
  const { primary, lesions } = given;
  if (primary === "none") return notApplicable("no_known_cancer");
  if (lesions?.foci === 0 && !given.brainMetastases) return notApplicable("no_lesion");
  if (isMinor(given)) return notApplicable("adults_only");
  // The histology decides between tables, or whether there is one.
  if (!primary || primary.endsWith("_unspecified")) return needsInput(["primary"]);
  const table = GRADED_TABLES[primary];
  if (table === undefined) return notApplicable("no_table_for_primary");
  const missing: Missing[] = missingFacts(given, table.factors.map(({ fact }) => fact));
  if (missing.length > 0) return needsInput(missing);
  const inputs = table.factors.map((factor) => inputOf(factor, given));
  const points = inputs.reduce((sum, input) => sum + input.points, 0);
  const index = Math.max(0, Math.ceil(points) - 1);
  const survivalMonths = table.survival[index];
  const group = GROUPS[index];
  if (!survivalMonths || group === undefined) throw new RangeError(`${points} points`);
  return {
    status: "answered",
    table: table.name,
    version: "2020-09",
    points,
    most: inputs.reduce((sum, { most }) => sum + most, 0),
    group,
    survivalMonths,
    inputs,
    citation: table.citation,
    validation: "research, not validated",
  };
}

function inputOf(factor: GradedFactor, given: MetastasisCase): GradedInput {
  const value = given[factor.fact] as FactValue;
  return {
    name: factor.fact,
    value,
    points: factor.points(given),
    most: factor.most,
    countedAsUnknown: value === "unknown",
    doubt: factor.doubt ?? null,
  };
}
