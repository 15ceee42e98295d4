import { isMinor } from "./adults.ts";
import { type Answer, type Missing, needsInput, notApplicable } from "./answer.ts";
import { type BrainMetastasisRisk, brainMetastasisRisk } from "./brain_metastasis_risk.ts";
import type { MetastasisCase } from "./case.ts";
import { type GradedPrognosis, gradedPrognosis } from "./graded_prognosis.ts";
import { type Conflict, conflictsOf } from "./conflicts.ts";
import type { LikelihoodTable } from "./likelihood_table.ts";
import { type MetastasisVelocity, metastasisVelocity } from "./metastasis_velocity.ts";
import { type WeighedOrigin, weighOrigin } from "./weigh_origin.ts";

/** The table of the origin and the pack it belongs to. */
export interface OriginModel {
  readonly id: string;
  readonly version: string;
  /** Checksum of the graph that was made from the table. */
  readonly sha256: string;
  readonly table: LikelihoodTable;
}

/** The origin with what must be said of it. */
export interface ScoredOrigin extends WeighedOrigin {
  readonly validation: "research, not validated";
  /** The patient is younger than those whom the studies had: the age counts as not known. */
  readonly notice: "studied_in_adults" | null;
}

/** Every answer about metastases that a case allows, with what the others would need. */
export interface ScoredCase {
  readonly format: 1;
  readonly use: "Research use only. Not for diagnostic use.";
  readonly model: Omit<OriginModel, "table">;
  readonly origin: Answer<ScoredOrigin>;
  readonly prognosis: Answer<GradedPrognosis>;
  readonly velocity: Answer<MetastasisVelocity>;
  readonly risk: Answer<BrainMetastasisRisk>;
  /** What would complete the answers that lack something, each once. */
  readonly missing: readonly Missing[];
  /** Inputs that contradict each other. */
  readonly conflicts: readonly Conflict[];
}

/**
 * Answers all questions about metastases for a case. The study page and the command line call this
 * and nothing else, so the same case has the same answer; the day of asking only counts where a case
 * does not say when its patient was examined. Fault `input_invalid` for days that
 * are not in order, `model_unfit` for a table with features that nothing here measures.
 */
export function scoreCase(
  given: MetastasisCase,
  model: OriginModel,
  today = new Date().toISOString().slice(0, 10),
): ScoredCase {
  const { table, id, version, sha256 } = model;
  const origin = originOf(given, table);
  const prognosis = gradedPrognosis(given);
  const velocity = metastasisVelocity(given);
  const risk = brainMetastasisRisk(given);
  const lacks = [origin, prognosis, velocity, risk].flatMap((answer) =>
    answer.status === "needs_input" ? answer.missing : []
  );
  return {
    format: 1,
    use: "Research use only. Not for diagnostic use.",
    model: { id, version, sha256 },
    origin,
    prognosis,
    velocity,
    risk,
    missing: [...new Set(lacks)],
    conflicts: conflictsOf(given, today),
  };
}

function originOf(given: MetastasisCase, table: LikelihoodTable): ScoredCase["origin"] {
  if (!given.lesions) return needsInput(["lesions"]);
  if (given.lesions.foci === 0) {
    // A reader who rejected "no lesion" has not said that there is none.
    return given.lesions.rejected ? needsInput(["lesions"]) : notApplicable("no_lesion");
  }
  return {
    status: "answered",
    ...weighOrigin(given, table),
    validation: "research, not validated",
    notice: isMinor(given) ? "studied_in_adults" : null,
  };
}
