import type { Context } from "fresh";
import { allow, allowStudy } from "../../lib/access/allow.ts";
import { may } from "../../lib/access/policy.ts";
import type { Action } from "../../lib/access/policy.ts";
import { aboutReading } from "../../lib/audit/about_reading.ts";
import { record } from "../../lib/audit/record.ts";
import { Fault } from "../../lib/fault/fault.ts";
import { type Inference, readInference } from "../../lib/inference/read_inference.ts";
import { announceInference } from "../../lib/inference/progress.ts";
import type { State } from "../../state.ts";
import { originOf, signedIn } from "./signed_in.ts";

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The reading that the address names, if the person may do `action` to it. Administrators may do
 * what they may do to jobs; everyone else needs the right to its study. Somebody who may not learns
 * nothing about whether it exists but by guessing a random number.
 *
 * @throws {Fault} `not_found`, `access_denied`, `database_unavailable`
 */
export async function openInference(ctx: Context<State>, action: Action): Promise<Inference> {
  const { db } = ctx.state.connections;
  const id = ctx.params.id ?? "";
  if (!ID.test(id)) {
    throw new Fault("not_found", "Not the id of a reading", { facts: { case: "reading" } });
  }
  const inference = await readInference(db, id);
  const person = signedIn(ctx);
  const asJob = action === "study.view" ? "jobs.view" : "jobs.change";
  if (action !== "review.decide" && may(person, asJob, { ownPatient: false })) {
    await allow(db, person, asJob, originOf(ctx));
  } else {
    await allowStudy(db, person, action, inference.study, originOf(ctx));
  }
  return inference;
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
