import type { Context } from "fresh";
import type { Action } from "../../lib/access/policy.ts";
import { recordOnce } from "../../lib/audit/record.ts";
import type { State } from "../../state.ts";
import { originOf, signedIn } from "./signed_in.ts";

/**
 * Puts on record that the person of the request sees a page that concerns no one patient (the list
 * of studies, the jobs): once a person, action and minute, for such pages refresh themselves. May
 * run beside the queries of the page, which is answered only when this has succeeded.
 *
 * @throws {Fault} `audit_unavailable`
 */
export async function recordPage(
  ctx: Context<State>,
  action: Extract<Action, "study.list" | "jobs.view">,
): Promise<void> {
  const { userId } = signedIn(ctx);
  const entry = { action, outcome: "allowed", userId, ...originOf(ctx) } as const;
  await recordOnce(ctx.state.connections.db, entry, new Date());
}
