import type { Context } from "../context.ts";
import { HttpError } from "../error.ts";
import type { Middleware } from "../types.ts";

/** Options of csrf(). */
export interface CsrfOptions<State> {
  /** Origins to trust; default: that of the request's own URL. */
  origin?: string | string[] | ((origin: string, ctx: Context<State>) => boolean);
}

/** Refuses requests that change something and come from a foreign site (403). */
export function csrf<State>(options: CsrfOptions<State> = {}): Middleware<State> {
  return function csrfMiddleware(ctx) {
    const { method, headers } = ctx.req;
    if (/^(?:GET|HEAD|OPTIONS)$/i.test(method)) return ctx.next();
    const site = headers.get("sec-fetch-site");
    const origin = headers.get("origin");
    const { origin: allowed = ctx.url.origin } = options;
    const isTrusted = typeof allowed === "function"
      ? allowed
      : (from: string) => [allowed].flat().includes(from);
    // Neither header: not a browser of this decade, so no cookie was added against its will.
    const passes = site === "same-origin" || site === "none" ||
      (origin === null ? site === null : isTrusted(origin, ctx));
    if (!passes) throw new HttpError(403);
    return ctx.next();
  };
}
