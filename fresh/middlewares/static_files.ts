import { ASSET_CACHE_BUST_KEY, BUILD_ID } from "../build_id.ts";
import { type Context, getInternals } from "../context.ts";
import type { StaticFile } from "../server/build_cache.ts";
import type { Middleware } from "../types.ts";

/** Serves the static folder and the islands' modules of the build. */
export function staticFiles<State>(): Middleware<State> {
  return async function freshServeStaticFiles(ctx) {
    const pathname = filePath(ctx);
    const file = pathname === "/" ? null : await getInternals(ctx).buildCache.readFile(pathname);
    if (file !== null) return serve(ctx, file);
    // Browsers ask for it on every page; an error page would be wasted on them.
    if (pathname === "/favicon.ico") return new Response(null, { status: 404 });
    return await ctx.next();
  };
}

/** The path below the base path; faults: URIError for a broken escape. */
function filePath<State>({ url, config }: Context<State>): string {
  const pathname = decodeURIComponent(url.pathname);
  return pathname.startsWith(config.basePath) && pathname.slice(config.basePath.length) || "/";
}

function serve<State>({ req, url, config }: Context<State>, file: StaticFile): Response {
  const bare = (status: number, headers?: HeadersInit, text: string | null = null) => {
    file.close();
    return new Response(text, headers === undefined ? { status } : { status, headers });
  };
  if (!/^(?:GET|HEAD)$/.test(req.method)) return bare(405, undefined, "Method Not Allowed");
  const key = url.searchParams.get(ASSET_CACHE_BUST_KEY);
  if (key !== null && key !== BUILD_ID) {
    const target = new URL(url);
    target.searchParams.delete(ASSET_CACHE_BUST_KEY);
    return bare(307, { location: target.pathname + target.search });
  }

  const inBuild = url.pathname.startsWith(`${config.basePath}/_fresh/js/${BUILD_ID}/`);
  const isPinned = (key !== null || inBuild) && config.mode !== "development";
  const headers = new Headers({ "Content-Type": file.contentType, vary: "If-None-Match" });
  const known = req.headers.get("If-None-Match")?.replace(/^W\/"(.*)"$/, "$1");
  if (file.hash !== null && known === file.hash) return bare(304, headers);
  if (file.hash !== null) headers.set("Etag", `W/"${file.hash}"`);
  const caching = isPinned
    ? "public, max-age=31536000, immutable"
    : "no-cache, no-store, max-age=0, must-revalidate";
  headers.set("Cache-Control", caching);
  headers.set("Content-Length", String(file.size));
  return req.method === "HEAD" ? bare(200, headers) : new Response(file.readable, { headers });
}
