import { ASSET_CACHE_BUST_KEY, BUILD_ID } from "../build_id.ts";
import { type Context, getInternals } from "../context.ts";
import type { StaticFile } from "../server/build_cache.ts";
import type { MiddlewareFn } from "../types.ts";

const ONE_YEAR = "public, max-age=31536000, immutable";
const NEVER = "no-cache, no-store, max-age=0, must-revalidate";

/** Serves the static folder and the islands' modules of the build. */
export function staticFiles<State>(): MiddlewareFn<State> {
  return async function freshServeStaticFiles(ctx) {
    const pathname = filePath(ctx);
    const file = pathname === null || pathname === "/"
      ? null
      : await getInternals(ctx).buildCache.readFile(pathname);
    if (file === null) {
      // Browsers ask for it on every page; an error page would be wasted on them.
      if (pathname === "/favicon.ico") return new Response(null, { status: 404 });
      return await ctx.next();
    }
    return serve(ctx, file);
  };
}

function filePath<State>(ctx: Context<State>): string | null {
  const { basePath } = ctx.config;
  try {
    const pathname = decodeURIComponent(ctx.url.pathname);
    if (!pathname.startsWith(basePath)) return null;
    return pathname.slice(basePath.length) || "/";
  } catch {
    // A broken escape names no file.
    return null;
  }
}

function serve<State>(ctx: Context<State>, file: StaticFile): Response {
  const { req, url, config } = ctx;
  if (req.method !== "GET" && req.method !== "HEAD") {
    file.close();
    return new Response("Method Not Allowed", { status: 405 });
  }
  const key = url.searchParams.get(ASSET_CACHE_BUST_KEY);
  if (key !== null && key !== BUILD_ID) {
    file.close();
    const target = new URL(url);
    target.searchParams.delete(ASSET_CACHE_BUST_KEY);
    const location = target.pathname + target.search;
    return new Response(null, { status: 307, headers: { location } });
  }

  const pinned = key === BUILD_ID ||
    url.pathname.startsWith(`${config.basePath}/_fresh/js/${BUILD_ID}/`);
  const headers = new Headers({
    "Content-Type": file.contentType,
    "Cache-Control": pinned && config.mode !== "development" ? ONE_YEAR : NEVER,
    vary: "If-None-Match",
  });
  if (file.hash !== null) {
    const etag = `W/"${file.hash}"`;
    headers.set("Etag", etag);
    const known = req.headers.get("If-None-Match");
    if (known === etag || known === file.hash) {
      file.close();
      return new Response(null, { status: 304, headers });
    }
  }
  headers.set("Content-Length", String(file.size));
  if (req.method === "HEAD") {
    file.close();
    return new Response(null, { headers });
  }
  return new Response(file.readable, { headers });
}
