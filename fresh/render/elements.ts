import type { VNode } from "preact";
import { asset, assetSrcSet } from "../runtime/asset.ts";
import type { RenderState } from "./state.ts";

/** Gives an element what Fresh adds on the server: asset keys, nonce, active links, <Head> data. */
export function patchElement(
  state: RenderState,
  vnode: VNode,
  type: string,
): void {
  if (type === "html" || type === "head" || type === "body") {
    state.tags.add(type);
    if (type === "head") state.inHead = true;
  }
  const replacement = state.inHead ? state.head.take(vnode) : null;
  const props: Record<string, unknown> = { ...(replacement ?? vnode).props };
  if (type === "script" || type === "style") props.nonce ??= state.nonce;
  else if (type === "a") markActiveLink(props, state.pathname);
  else if (type === "img" || type === "source") pinAsset(props);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("f-") && typeof value === "boolean") {
      props[name] = String(value);
    }
  }
  state.patch(vnode, { props });
}

/** Adds the build's key to local images unless the element opts out. */
function pinAsset(props: Record<string, unknown>): void {
  if (props["data-fresh-disable-lock"]) return;
  if (typeof props.src === "string") props.src = asset(props.src);
  for (const name of ["srcset", "srcSet"]) {
    const value = props[name];
    if (typeof value === "string") props[name] = assetSrcSet(value);
  }
}

/** Marks a link to the current page or to a page above it. */
function markActiveLink(
  props: Record<string, unknown>,
  pathname: string,
): void {
  const { href } = props;
  if (typeof href !== "string" || !href.startsWith("/")) return;
  const target = withoutSlash(new URL(href, "http://localhost").pathname);
  const here = withoutSlash(pathname);
  if (target === here) {
    props["data-current"] = "true";
    props["aria-current"] ??= "page";
  } else if (here.startsWith(`${target}/`)) {
    props["data-ancestor"] = "true";
    props["aria-current"] ??= "true";
  }
}

function withoutSlash(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}
