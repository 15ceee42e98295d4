import type { VNode } from "preact";
import { asset, assetSrcSet } from "../runtime.ts";
import type { RenderState } from "./state.ts";

/** Gives an element what Fresh adds on the server: nonce, <Head> data, and what enhance() does. */
export function patchElement(state: RenderState, vnode: VNode, type: string): void {
  if (type === "html" || type === "head" || type === "body") state.tags.add(type);
  if (type === "head") state.inHead = true;
  const replacement = state.inHead ? state.head.take(vnode) : undefined;
  if (replacement === undefined && !/^(?:script|style|a|img|source)$/.test(type)) return;
  const props: Record<string, unknown> = { ...(replacement ?? vnode).props };
  if (type === "script" || type === "style") props.nonce ??= state.nonce;
  enhance(type, props, state.url.pathname);
  state.patch(vnode, { props });
}

/** Marks links and pins local images, on the server and again in islands in the browser. */
export function enhance(type: unknown, props: Record<string, unknown>, pathname: string): void {
  if (type === "a") markActiveLink(props, pathname);
  if ((type !== "img" && type !== "source") || props["data-fresh-disable-lock"]) return;
  if (typeof props.src === "string") props.src = asset(props.src);
  for (const name of ["srcset", "srcSet"]) {
    if (typeof props[name] === "string") props[name] = assetSrcSet(props[name]);
  }
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
