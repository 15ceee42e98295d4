import { Fault } from "../../lib/fault/fault.ts";
import { define } from "../../state.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses state changes that another site made the browser send (CSRF). Browsers say where a
 * request comes from by Sec-Fetch-Site or Origin; one that says neither is no browser. nginx passes
 * the Host that the browser asked for, port included, so Origin can be compared with it.
 */
export const sameOrigin = define.middleware((ctx) => {
  const { method, headers } = ctx.req;
  if (!SAFE.has(method) && !isOwn(headers)) {
    throw new Fault("access_denied", "A state change came from another origin");
  }
  return ctx.next();
});

function isOwn(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const origin = headers.get("origin");
  if (origin === null) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.get("host");
}
