import { NONCE } from "../render/response.ts";
import type { Middleware } from "../types.ts";

/** Options of csp(): block nothing and only report; where to report; directives to add or to put
 * in place of the defaults; in rendered pages, allow inline code by nonce only. */
export interface CSPOptions {
  reportOnly?: boolean;
  reportTo?: string;
  csp?: string[];
  useNonce?: boolean;
}

const DEFAULTS = "default-src 'self'; script-src 'self' 'unsafe-inline'; " +
  "style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; " +
  "media-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; " +
  "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; " +
  "upgrade-insecure-requests";

const TAKES_NONCE = /^(?:default-src|script-src(?:-elem)?|style-src(?:-elem|-attr)?)\s/;

/** Sends a Content-Security-Policy with every answer that passes through it. */
export function csp<State>(options: CSPOptions = {}): Middleware<State> {
  const { reportOnly, reportTo, csp: own = [], useNonce } = options;
  const nameOf = (directive: string) => directive.split(" ", 1)[0];
  const names = own.map(nameOf);
  const kept = DEFAULTS.split("; ").filter((directive) => !names.includes(nameOf(directive)));
  const report = reportTo ? ["report-to csp-endpoint", `report-uri ${reportTo}`] : [];
  const directives = [...kept, ...own, ...report];
  const header = `Content-Security-Policy${reportOnly ? "-Report-Only" : ""}`;

  return async function cspMiddleware(ctx) {
    const response = await ctx.next();
    const nonce: string | undefined = Reflect.get(response, NONCE);
    const withNonce = (directive: string) =>
      useNonce && nonce !== undefined && TAKES_NONCE.test(directive)
        ? directive.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`)
        : directive;
    response.headers.set(header, directives.map(withNonce).join("; "));
    if (reportTo) response.headers.set("Reporting-Endpoints", `csp-endpoint="${reportTo}"`);
    return response;
  };
}
