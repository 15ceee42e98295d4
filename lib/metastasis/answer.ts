import type { FactName } from "./facts.ts";

/** Something that must be known for an answer: a fact, or a finished segmentation. */
export type Missing = FactName | "lesions";

/** Why a question does not arise. Words for it are in the catalogue. */
export type NotApplicable =
  | "no_lesion"
  | "lesion_present"
  | "no_known_cancer"
  | "no_table_for_primary"
  | "adults_only"
  | "no_radiosurgery";

/** An answer, or what it lacks, or why the question does not arise. */
export type Answer<T> =
  | ({ readonly status: "answered" } & T)
  | { readonly status: "needs_input"; readonly missing: readonly Missing[] }
  | { readonly status: "not_applicable"; readonly reason: NotApplicable };

/** An answer that lacks something. */
export function needsInput<T>(missing: readonly Missing[]): Answer<T> {
  return { status: "needs_input", missing };
}

/** An answer to a question that does not arise. */
export function notApplicable<T>(reason: NotApplicable): Answer<T> {
  return { status: "not_applicable", reason };
}
