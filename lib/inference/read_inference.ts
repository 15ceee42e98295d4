import type { ExpressionBuilder } from "kysely";
import type { Database } from "../database/connect.ts";
import type { ReviewsTable, Tables } from "../database/tables.ts";
import { Fault, type FaultFacts } from "../fault/fault.ts";
import { type Certainties, certaintiesOf } from "../findings/certainty.ts";
import { newestReview } from "../review/newest_review.ts";
import type { ChosenSequence } from "../studies/choose_sequences.ts";
import type { RegionConfidence } from "../tumour/confidence.ts";
import type { StudyKnowledge } from "../tumour/judge_knowledge.ts";
import type { LesionConfidence } from "../tumour/lesion_confidence.ts";
import { jsonOf } from "./json_column.ts";
import type {
  OriginResult,
  SegmentationResult,
  StoredObject,
  Stripping,
  Volumes,
} from "./result.ts";
import type { InferenceState } from "./states.ts";
import { query } from "./transact.ts";

/** A reading as the API answers it, without the sentences that belong to `code`. */
export interface Inference {
  readonly id: string;
  readonly study: string;
  readonly model: string;
  readonly modelVersion: string;
  readonly modelSha256: string;
  readonly state: InferenceState;
  readonly stage: string | null;
  readonly percent: number;
  readonly attempt: number;
  /** Why it failed, waits or needs input; null while all is well. */
  readonly code: string | null;
  readonly facts: FaultFacts;
  readonly provider: string | null;
  readonly sequences: readonly ChosenSequence[];
  readonly seg: StoredObject | null;
  readonly sr: StoredObject | null;
  readonly volumes_mm3: Volumes | null;
  /** Whether the network knows such studies; null where it cannot say. */
  readonly knowledge: StudyKnowledge | null;
  readonly stripping: Stripping | null;
  readonly confidence: readonly RegionConfidence[];
  readonly lesionConfidence: readonly LesionConfidence[];
  /** Whether the probabilities are calibrated; null without a result, and in old ones. */
  readonly calibrated: boolean | null;
  readonly certainty: Certainties;
  readonly origin: OriginResult | null;
  /** State of the second part, the prediction of the origin; null when there is none. */
  readonly originState: InferenceState | null;
  readonly stages_ms: Readonly<Record<string, number>> | null;
  readonly review: Review | null;
  /** On its way to FHIR: pending, done or failed. */
  readonly publication: string | null;
  /** The reading that this one is a part of. */
  readonly parent: string | null;
  readonly requestedBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The newest decision on a result; `by` is the sign-in name. */
export interface Review {
  readonly decision: ReviewsTable["decision"];
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** One reading. Faults: `not_found`, `database_unavailable`. */
export async function readInference(db: Database, id: string): Promise<Inference> {
  const row = await query(
    "A reading could not be read",
    () => inferenceRows(db).where("inferences.id", "=", id).executeTakeFirst(),
  );
  if (row !== undefined) return inferenceOf(row);
  throw new Fault("not_found", "There is no such reading", { facts: { case: "reading" } });
}

/** Readings with their second part, newest review and publication. */
export function inferenceRows(db: Database) {
  return db.selectFrom("inferences")
    .innerJoin("users as requester", "requester.id", "inferences.requested_by")
    .leftJoin("inferences as part", (join) => join.on("part.id", "=", newestPart))
    .leftJoin("publications", "publications.inference_id", "inferences.id")
    .leftJoin("reviews", (join) => join.on("reviews.id", "=", newestReview))
    .leftJoin("users as reviewer", "reviewer.id", "reviews.decided_by")
    .selectAll("inferences")
    .select([
      "requester.name as requesterName",
      "part.state as partState",
      "part.result as partResult",
      "publications.state as publication",
      "reviews.decision",
      "reviews.reason",
      "reviews.decided_at as decidedAt",
      "reviewer.name as reviewerName",
    ]);
}

/** Id of the newest part of a row's reading: each prediction of its origin is one. */
function newestPart(rows: ExpressionBuilder<Tables, "inferences">) {
  return rows.selectFrom("inferences as later").select("later.id")
    .whereRef("later.parent_id", "=", "inferences.id")
    .orderBy("later.created_at", "desc").orderBy("later.id").limit(1);
}

/** A row of {@linkcode inferenceRows}. */
export type InferenceRow = Awaited<ReturnType<ReturnType<typeof inferenceRows>["execute"]>>[number];

/** A row as the API answers it. */
export function inferenceOf(row: InferenceRow): Inference {
  const stored = row.result === null ? null : jsonOf<unknown>(row.result);
  const result = row.parent_id === null ? stored as SegmentationResult | null : null;
  const origin = row.parent_id === null
    ? row.partResult === null ? null : jsonOf<unknown>(row.partResult)
    : stored;
  // A running attempt keeps the count of crashes before it, which is nobody's business.
  const code = row.state === "running" || row.state === "completed" ? null : row.code;
  return {
    id: row.id,
    study: row.study_uid,
    model: row.model,
    modelVersion: row.model_version,
    modelSha256: row.model_sha256,
    state: row.state,
    stage: row.stage,
    percent: row.percent,
    attempt: row.attempt,
    code,
    facts: code === null || row.facts === null ? {} : jsonOf<FaultFacts>(row.facts),
    provider: row.provider,
    sequences: result?.sequences ?? [],
    seg: result?.seg ?? null,
    sr: result?.sr ?? null,
    volumes_mm3: result?.volumes_mm3 ?? null,
    knowledge: result?.knowledge ?? null,
    stripping: result?.stripping ?? null,
    confidence: result?.confidence ?? [],
    lesionConfidence: result?.lesionConfidence ?? [],
    calibrated: result?.calibrated ?? null,
    certainty: result === null ? {} : certaintiesOf(result),
    origin: origin as OriginResult | null,
    originState: row.partState,
    stages_ms: result?.stages_ms ?? null,
    review: reviewOf(row),
    publication: row.publication,
    parent: row.parent_id,
    requestedBy: row.requesterName,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function reviewOf({ decision, reason, decidedAt, reviewerName }: InferenceRow): Review | null {
  if (decision === null || decidedAt === null) return null;
  return { decision, reason: reason ?? "", by: reviewerName ?? "", at: decidedAt.toISOString() };
}
