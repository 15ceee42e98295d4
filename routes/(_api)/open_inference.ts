import type { Context } from "fresh";
import { allowStudy } from "../../lib/access/allow.ts";
import { may } from "../../lib/access/policy.ts";
import type { Action } from "../../lib/access/policy.ts";
import { aboutReading } from "../../lib/audit/about_reading.ts";
import { record, recordOnce } from "../../lib/audit/record.ts";
import { Fault } from "../../lib/fault/fault.ts";
import { type Inference, readInference } from "../../lib/inference/read_inference.ts";
import { announceInference } from "../../lib/inference/progress.ts";
import type { State } from "../../state.ts";
import { originOf, signedIn } from "./signed_in.ts";

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A reading and the opaque id of its patient, undefined while no chart has the study's identity. */
interface Opened {
  readonly inference: Inference;
  readonly patientId: string | undefined;
}

/**
 * The reading that the address names, if the person may do `action` to it. Administrators may do
 * what they may do to jobs; everyone else needs the right to its study. Somebody who may not learns
 * nothing about whether it exists but by guessing a random number.
 *
 * @throws {Fault} `not_found`, `access_denied`, `database_unavailable`, `audit_unavailable`
 */
export async function openInference(ctx: Context<State>, action: Action): Promise<Inference> {
  return (await opened(ctx, action)).inference;
}

/**
 * The reading that the address names, to show it: on record once a person, reading and minute, for
 * pages ask again and again while one runs.
 *
 * @throws {Fault} those of `openInference`
 */
export async function viewInference(ctx: Context<State>): Promise<Inference> {
  const { inference, patientId } = await opened(ctx, "inference.view");
  await recordOnce(ctx.state.connections.db, {
    action: "inference.view",
    outcome: "allowed",
    userId: signedIn(ctx).userId,
    patientId,
    studyUid: inference.study,
    inferenceId: inference.id,
    ...originOf(ctx),
  }, new Date());
  return inference;
}

async function opened(ctx: Context<State>, action: Action): Promise<Opened> {
  const { db } = ctx.state.connections;
  const id = ctx.params.id ?? "";
  if (!ID.test(id)) {
    throw new Fault("not_found", "Not the id of a reading", { facts: { case: "reading" } });
  }
  const inference = await readInference(db, id);
  const person = signedIn(ctx);
  const asJob = action === "inference.request" || action === "inference.cancel";
  if (asJob && may(person, "jobs.change", { ownPatient: false })) {
    return { inference, patientId: undefined };
  }
  const relation = await allowStudy(db, person, action, inference.study, originOf(ctx));
  return { inference, patientId: relation.patientId ?? undefined };
}

/** Puts a change of a reading on record, before it is answered. */
export async function recordChange(
  ctx: Context<State>,
  action: string,
  id: string,
  detail?: string,
): Promise<void> {
  const { db } = ctx.state.connections;
  await record(db, {
    action,
    outcome: "allowed",
    userId: signedIn(ctx).userId,
    ...await aboutReading(db, id),
    detail,
    ...originOf(ctx),
  });
}

/** Tells every open page that a reading has moved. The change itself stands whatever comes of it. */
export async function announce(ctx: Context<State>, id: string): Promise<void> {
  const { db, news } = ctx.state.connections;
  try {
    await announceInference(news, db, id);
  } catch (error) {
    ctx.state.log.warn({ inferenceId: id, error }, "a change could not be announced");
  }
}
