/** For server code and islands alike. @module */
import { type ComponentChildren, Fragment, h, type VNode } from "preact";
import { ASSET_CACHE_BUST_KEY, BUILD_ID } from "./build_id.ts";

export { HttpError } from "./error.ts";
import { notInStandIn } from "./error.ts";

/** True in the browser. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/** Adds the build's key to a local absolute path, so that it may be cached for a year. */
export function asset(path: string): string {
  const origin = "https://local.invalid";
  if (!path.startsWith("/") || path.startsWith("//") || !URL.canParse(path, origin)) return path;
  const url = new URL(path, origin);
  if (url.origin !== origin || url.searchParams.has(ASSET_CACHE_BUST_KEY)) return path;
  url.searchParams.set(ASSET_CACHE_BUST_KEY, BUILD_ID);
  return url.pathname + url.search + url.hash;
}

/** Applies asset() to each URL of a `srcset`. */
export function assetSrcSet(srcset: string): string {
  // A "(" would be a URL with a comma inside, which cannot be told apart safely.
  if (srcset.includes("(")) return srcset;
  return srcset.split(",").map((part) => part.replace(/\S+/, (url) => asset(url))).join(",");
}

/** Props of <Head>. */
export type HeadProps = { children?: ComponentChildren };

/** Puts its title, meta, link and similar children into the document's head on the server. */
export function Head(props: HeadProps): VNode {
  if (IS_BROWSER) notInStandIn("<Head> inside an island");
  return h(Fragment, null, props.children);
}

/** Props of <Partial>. */
export interface PartialProps {
  name: string;
  mode?: "replace" | "prepend" | "append";
  children?: ComponentChildren;
}

/** Fresh's region that is updated by itself, left out here. */
export function Partial(_props: PartialProps): VNode {
  return notInStandIn("<Partial>");
}
