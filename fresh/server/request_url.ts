import type { ResolvedFreshConfig } from "../config.ts";

/** The URL of a request as handlers see it: slashes collapsed, proxy headers believed if allowed. */
export function requestUrl(req: Request, config: ResolvedFreshConfig): URL {
  const url = new URL(req.url);
  // "//evil.test" as a path would turn into a foreign address when it is redirected to.
  url.pathname = url.pathname.replaceAll(/\/+/g, "/");
  if (!config.trustProxy) return url;
  url.protocol = req.headers.get("x-forwarded-proto") ?? url.protocol;
  // Setting `host` without a port keeps the port that was there, as Fresh does.
  url.host = req.headers.get("x-forwarded-host") ?? url.host;
  return url;
}
