/**
 * Whether the browser will keep a `__Host-` cookie from this address: over https, and over plain
 * http only from loopback. Anywhere else it drops the cookie without a word, so sign-in must say
 * so instead of looping.
 */
export function keepsSecureCookies(request: Request): boolean {
  const scheme = request.headers.get("x-forwarded-proto") ?? new URL(request.url).protocol;
  if (scheme.startsWith("https")) return true;
  const host = (request.headers.get("host") ?? "").replace(/:\d+$/, "");
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(host);
}
