import { type Context, HttpError } from "fresh";
import { faultText } from "../../lib/i18n/fault_text.ts";
import type { FaultCode } from "../../lib/fault/codes.ts";
import { Fault } from "../../lib/fault/fault.ts";
import { define, type State } from "../../state.ts";
import { errorBody } from "../(_api)/error_body.ts";
import { ErrorPage } from "../(_components)/ErrorPage.tsx";
import { placesOf } from "../(_components)/places.ts";

/**
 * Turns whatever was thrown into an answer in plain words with the request's number: JSON
 * `{code, message, action, requestId}` for clients, a page for people. A middleware and not an
 * `_error.tsx`, because Fresh renders those outside the middlewares that set the headers.
 */
export const errorPages = define.middleware(async (ctx) => {
  try {
    return await ctx.next();
  } catch (error) {
    const fault = faultOf(error);
    const status = error instanceof HttpError ? error.status : fault.status;
    writeLog(ctx, fault, status);
    const response = await answer(ctx, fault, status);
    if (fault.code === "sign_in_throttled") {
      response.headers.set("Retry-After", String(fault.facts["seconds"] ?? 60));
    }
    return response;
  }
});

function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof HttpError) return new Fault(codeOf(error.status), error.message);
  return new Fault("internal", "An unforeseen error", { cause: error });
}

function codeOf(status: number): FaultCode {
  if (status === 404) return "not_found";
  if (status === 405) return "method_not_allowed";
  return status >= 500 ? "internal" : "input_invalid";
}

function writeLog(ctx: Context<State>, fault: Fault, status: number): void {
  const line = { route: ctx.route ?? "none", code: fault.code, status };
  if (status >= 500) ctx.state.log.error({ ...line, error: fault }, "request failed");
  else ctx.state.log.info({ ...line }, "request refused");
}

async function answer(ctx: Context<State>, fault: Fault, status: number): Promise<Response> {
  if (!wantsPage(ctx)) return errorBody(ctx, fault, status);
  const { lang, requestId, person } = ctx.state;
  const { message, action } = faultText(fault.code, fault.facts, lang);
  const home = person === null ? null : placesOf(person)[0] ?? null;
  const props = { lang, message, action, requestId, home };
  return await ctx.render(<ErrorPage {...props} />, { status });
}

/** Endpoints and clients that do not ask for HTML get JSON. */
function wantsPage({ url, req }: Context<State>): boolean {
  if (/^\/(api|auth|health)(\/|$)/.test(url.pathname)) return false;
  return /text\/html|\*\/\*/.test(req.headers.get("accept") ?? "*/*");
}
