import type { Context } from "fresh";
import type { Fault } from "../../lib/fault/fault.ts";
import { faultText } from "../../lib/i18n/fault_text.ts";
import type { State } from "../../state.ts";

/** The JSON of a refusal, with its words in the asker's language. */
export function errorBody(ctx: Context<State>, fault: Fault, status: number): Response {
  const { lang, requestId } = ctx.state;
  const { message, action } = faultText(fault.code, fault.facts, lang);
  return ctx.json({ code: fault.code, message, action, requestId }, { status });
}
