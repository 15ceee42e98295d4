import type { Context } from "fresh";
import type { Origin } from "../../lib/access/allow.ts";
import { Fault } from "../../lib/fault/fault.ts";
import type { Person } from "../../lib/session/person.ts";
import type { State } from "../../state.ts";

/**
 * The person of a request. The session middleware lets nobody else through; should a new address
 * ever be opened by mistake, this still refuses.
 *
 * @throws {Fault} `session_missing`
 */
export function signedIn(ctx: Context<State>): Person {
  if (ctx.state.person !== null) return ctx.state.person;
  throw new Fault("session_missing", "Nobody is signed in");
}

/** Where a request came from, for the audit. */
export function originOf(ctx: Context<State>): Origin & { address: string; requestId: string } {
  return { address: ctx.state.address, requestId: ctx.state.requestId };
}
