import { ASSET_CACHE_BUST_KEY, BUILD_ID } from "../build_id.ts";

const LOCAL = "https://local.invalid";

/** Adds the build's key to a local absolute path, so that it may be cached for a year. */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  if (!URL.canParse(path, LOCAL)) return path;
  const url = new URL(path, LOCAL);
  if (url.origin !== LOCAL || url.searchParams.has(ASSET_CACHE_BUST_KEY)) return path;
  url.searchParams.set(ASSET_CACHE_BUST_KEY, BUILD_ID);
  return url.pathname + url.search + url.hash;
}

/** Applies asset() to each URL of a `srcset`. */
export function assetSrcSet(srcset: string): string {
  // A "(" would be a URL with a comma inside, which cannot be told apart safely.
  if (srcset.includes("(")) return srcset;
  return srcset.split(",").map((candidate) => {
    const [, before = "", url = "", after = ""] = /^(\s*)(\S*)(.*)$/s.exec(candidate) ?? [];
    return before + asset(url) + after;
  }).join(",");
}
