import { csp } from "fresh";
import { define, type State } from "../../state.ts";

// Fresh's csp() tells the nonce that the renderer used. Its own policy is not kept: it always says
// `upgrade-insecure-requests`, which breaks style and scripts of an installation reached over plain
// http, and leaves 'unsafe-inline' on answers that were not rendered.
const nonces = csp<State>({ useNonce: true });

const PLAIN_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'";

// A worker lives under the policy of its own script; ours talks to the portal and loads nothing.
const SCRIPT_POLICY = "default-src 'none'; connect-src 'self'";

function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), " +
    "serial=(), display-capture=(), browsing-topics=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const setHeaders = define.middleware(async (ctx) => {
  const response = await ctx.next();
  const { headers } = response;
  const nonce = /'nonce-([^']+)'/.exec(headers.get("Content-Security-Policy") ?? "")?.[1];
  const isScript = /^(text|application)\/javascript/.test(headers.get("Content-Type") ?? "");
  const other = isScript ? SCRIPT_POLICY : PLAIN_POLICY;
  headers.set("Content-Security-Policy", nonce ? pagePolicy(nonce) : other);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  // Pages and answers hold patient data; only static files say otherwise themselves.
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  return response;
});

/** Security headers on every answer, error pages and static files included. */
export const securityHeaders = [setHeaders, nonces];
