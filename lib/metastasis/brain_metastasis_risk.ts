import { type Answer, needsInput, notApplicable } from "./answer.ts";
import type { MetastasisCase } from "./case.ts";
import { missingFacts, type Primary } from "./facts.ts";
import {
  type Denominator,
  REGISTRY_ROWS,
  type RegistryRow,
  roundingOf,
  SUBTYPE_OF,
} from "./registry_table.ts";

/** A published share of patients with brain metastases. */
export interface RiskFigure {
  /** Which patients of the primary: all of them, or a kind of it. */
  readonly kind: string;
  readonly denominator: Denominator;
  readonly percent: number;
  /** What the published figure was rounded from; no interval of the source was seen. */
  readonly rounding: readonly [low: number, high: number];
  readonly citation: string;
  /** Whether it is of patients like this one; null: it may be, what decides it is not known. */
  readonly fits: boolean | null;
}

/** Risk of brain metastasis at diagnosis by primary, for a patient without a lesion. */
export interface BrainMetastasisRisk {
  readonly primary: Primary;
  readonly figures: readonly RiskFigure[];
  /** What would say which figure fits. */
  readonly missing: readonly ("primary" | "extracranialMetastases")[];
  readonly validation: "research, not validated";
}

/**
 * How many patients with this primary have brain metastases at its diagnosis, for a patient in whom
 * a reading found no lesion and who has none on record. Shares of a registry, with their
 * denominators; none of them follows a patient over time, and none is a prediction for one.
 */
export function brainMetastasisRisk(given: MetastasisCase): Answer<BrainMetastasisRisk> {
  const { primary, extracranialMetastases } = given;
  // What a reader rejected says neither that there is a lesion nor that there is none.
  const lesions = given.lesions?.rejected ? null : given.lesions;
  if (hadLesion({ ...given, lesions })) return notApplicable("lesion_present");
  if (primary === "none") return notApplicable("no_known_cancer");
  const rows = primary ? REGISTRY_ROWS[primary] : [];
  if (rows === undefined) return notApplicable("no_table_for_primary");
  // Without a reading nobody knows whether there is a lesion: the risk of one is no answer then.
  if (!lesions || !primary) {
    return needsInput([
      ...lesions ? [] : ["lesions" as const],
      ...missingFacts(given, ["primary"]),
    ]);
  }
  return {
    status: "answered",
    primary,
    figures: rows.map(([kind, denominator, percent, citation]) => ({
      kind,
      denominator,
      percent,
      rounding: roundingOf(percent),
      citation,
      fits: fits(kind, denominator, given, rows),
    })),
    missing: [
      ...primary.endsWith("_unspecified") ? ["primary" as const] : [],
      ...typeof extracranialMetastases === "boolean" ? [] : ["extracranialMetastases" as const],
    ],
    validation: "research, not validated",
  };
}

/** Whether a lesion was drawn, counted by a reader, or is on record as treated or seen since. */
function hadLesion({ lesions, ...facts }: MetastasisCase): boolean {
  return (lesions?.foci ?? 0) > 0 || Boolean(
    facts.brainMetastases || facts.firstRadiosurgery || facts.metastasesAtRadiosurgery ||
      facts.newMetastases,
  );
}

/**
 * The figure of all is of every stage, so that of patients with metastases goes before it where one
 * is known to be there, and fits nobody else. Of figures that exclude each other, of different cells,
 * each only may fit.
 */
function fits(
  kind: string,
  denominator: Denominator,
  given: MetastasisCase,
  rows: readonly RegistryRow[],
): boolean | null {
  const subtype = SUBTYPE_OF[kind];
  if (subtype !== undefined && given.breastSubtype && given.breastSubtype !== subtype) return false;
  const sure = hasOneKind(rows, denominator) ? true : null;
  if (denominator === "all_at_diagnosis") {
    const best = given.extracranialMetastases !== true ||
      rows.every(([, of]) => of === denominator);
    return best ? sure : false;
  }
  if (given.extracranialMetastases === false) return false;
  if (typeof given.extracranialMetastases !== "boolean") return null;
  return subtype === undefined || given.breastSubtype === subtype ? sure : null;
}

/** Whether all figures of a denominator are of the same cells; subtypes are asked for by themselves. */
function hasOneKind(rows: readonly RegistryRow[], denominator: Denominator): boolean {
  const kinds = rows.filter(([kind, of]) => of === denominator && SUBTYPE_OF[kind] === undefined);
  return new Set(kinds.map(([kind]) => kind)).size <= 1;
}
