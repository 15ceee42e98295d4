import { NONCE } from "../render/response.ts";
import type { MiddlewareFn } from "../types.ts";

/** Options of csp(). */
export interface CSPOptions {
  /** Report only, block nothing. */
  reportOnly?: boolean;
  /** Address for reports. */
  reportTo?: string;
  /** Directives to add, or to put in place of the defaults of the same name. */
  csp?: string[];
  /** In rendered pages, allow inline scripts and styles by nonce instead of altogether. */
  useNonce?: boolean;
}

const DEFAULTS = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "upgrade-insecure-requests",
];

const NONCE_DIRECTIVES = new Set([
  "default-src",
  "script-src",
  "script-src-elem",
  "style-src",
  "style-src-elem",
  "style-src-attr",
]);

/** Sends a Content-Security-Policy with every answer that passes through it. */
export function csp<State>(options: CSPOptions = {}): MiddlewareFn<State> {
  const directives = mergeDirectives(options.csp ?? []);
  if (options.reportTo !== undefined) {
    directives.push(`report-uri ${options.reportTo}`, "report-to csp-endpoint");
  }
  const header = options.reportOnly
    ? "Content-Security-Policy-Report-Only"
    : "Content-Security-Policy";

  return async function cspMiddleware(ctx) {
    const response = await ctx.next();
    const nonce = (response as Response & { [NONCE]?: string })[NONCE];
    const policy = options.useNonce && nonce !== undefined
      ? directives.map((directive) => withNonce(directive, nonce))
      : directives;
    response.headers.set(header, policy.join("; "));
    if (options.reportTo !== undefined) {
      response.headers.set("Reporting-Endpoints", `csp-endpoint="${options.reportTo}"`);
    }
    return response;
  };
}

function mergeDirectives(own: string[]): string[] {
  const names = new Set(own.map(directiveName));
  return [...DEFAULTS.filter((directive) => !names.has(directiveName(directive))), ...own];
}

function directiveName(directive: string): string {
  return directive.trim().split(/\s+/, 1)[0] ?? "";
}

function withNonce(directive: string, nonce: string): string {
  if (!NONCE_DIRECTIVES.has(directiveName(directive))) return directive;
  return directive.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`);
}
