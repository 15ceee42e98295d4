import type { VNode } from "preact";
import { asset, assetSrcSet } from "../runtime.ts";
import type { RenderState } from "./state.ts";

/** Gives an element what Fresh adds on the server: asset keys, nonce, active links, <Head> data. */
export function patchElement(state: RenderState, vnode: VNode, type: string): void {
  if (type === "html" || type === "head" || type === "body") state.tags.add(type);
  if (type === "head") state.inHead = true;
  const replacement = state.inHead ? state.head.take(vnode) : undefined;
  if (replacement === undefined && !/^(?:script|style|a|img|source)$/.test(type)) return;
  const props: Record<string, unknown> = { ...(replacement ?? vnode).props };
  if (type === "script" || type === "style") props.nonce ??= state.nonce;
  else if (type === "a") markActiveLink(props, state.url.pathname);
  else if ((type === "img" || type === "source") && !props["data-fresh-disable-lock"]) {
    if (typeof props.src === "string") props.src = asset(props.src);
    for (const name of ["srcset", "srcSet"]) {
      if (typeof props[name] === "string") props[name] = assetSrcSet(props[name]);
    }
  }
  state.patch(vnode, { props });
}

/** Marks a link to the current page or to a page above it. */
function markActiveLink(props: Record<string, unknown>, pathname: string): void {
  const { href } = props;
  if (typeof href !== "string" || !href.startsWith("/")) return;
  const [target, here] = [new URL(href, "http://localhost").pathname, pathname]
    .map((path) => path.replace(/\/?$/, "/")) as [string, string];
  if (!here.startsWith(target)) return;
  const isCurrent = here === target;
  props[isCurrent ? "data-current" : "data-ancestor"] = "true";
  props["aria-current"] ??= isCurrent ? "page" : "true";
}
