import type { Context } from "../context.ts";
import { HttpError } from "../error.ts";
import type { MiddlewareFn } from "../types.ts";

/** Options of csrf(). */
export interface CsrfOptions<State> {
  /** Origins to trust; default: that of the request's own URL. */
  origin?:
    | string
    | string[]
    | ((origin: string, ctx: Context<State>) => boolean);
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses requests that change something and come from a foreign site (403). */
export function csrf<State>(options: CsrfOptions<State> = {}): MiddlewareFn<State> {
  return function csrfMiddleware(ctx) {
    if (SAFE_METHODS.has(ctx.req.method.toUpperCase())) return ctx.next();
    const site = ctx.req.headers.get("sec-fetch-site");
    const origin = ctx.req.headers.get("origin");
    // Neither header: not a browser of this decade, so no cookie was added against its will.
    const trusted = site === "same-origin" || site === "none" ||
      (site === null && origin === null) ||
      (origin !== null && isTrusted(origin, ctx, options.origin));
    if (!trusted) throw new HttpError(403);
    return ctx.next();
  };
}

function isTrusted<State>(
  origin: string,
  ctx: Context<State>,
  allowed: CsrfOptions<State>["origin"],
): boolean {
  if (allowed === undefined) return origin === ctx.url.origin;
  if (typeof allowed === "function") return allowed(origin, ctx);
  return typeof allowed === "string" ? origin === allowed : allowed.includes(origin);
}
