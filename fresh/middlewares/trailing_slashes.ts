import type { Middleware } from "../types.ts";

/** Redirects every path to the form with, or without, a slash at its end. */
export function trailingSlashes<State>(mode: "always" | "never"): Middleware<State> {
  return function trailingSlashesMiddleware(ctx) {
    const { pathname, search } = ctx.url;
    if (pathname === "/") return ctx.next();
    const hasSlash = pathname.endsWith("/");
    if (mode === "always" && !hasSlash) return ctx.redirect(`${pathname}/${search}`);
    if (mode === "never" && hasSlash) return ctx.redirect(pathname.slice(0, -1) + search);
    return ctx.next();
  };
}
