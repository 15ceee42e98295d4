import { Fragment, type VNode } from "preact";
import { notInStandIn } from "../error.ts";
import { asset, assetSrcSet, Head } from "../runtime.ts";
import { headKey, MOVES } from "./head_entries.ts";
import type { RenderState } from "./state.ts";

/** Gives an element what Fresh adds on the server: nonce, keys for the browser, <Head> data. */
export function patchElement(state: RenderState, vnode: VNode, type: string): void {
  if (type === "html" || type === "head" || type === "body") state.tags.add(type);
  if (type === "head") state.inHead = true;
  const props: Record<string, unknown> = { ...vnode.props };
  if (!/^(?:undefined|false)$/.test(String(props["f-client-nav"]))) notInStandIn("f-client-nav");
  if (vnode.key && state.isInsideIsland(vnode)) props["data-frsh-key"] = String(vnode.key);
  if (MOVES.test(type)) {
    if (vnode.key) props["data-key"] = vnode.key;
    const key = headKey(type, vnode);
    if (state.stack.some((component) => component.type === Head)) {
      state.head.add(key, type, props);
      return state.patch(vnode, { type: Fragment, props: {} });
    }
    if (state.inHead) Object.assign(props, state.head.take(key)?.props);
  }
  if (type === "script" || type === "style") props.nonce ||= state.nonce;
  state.patch(vnode, { props });
}

/** Pins local images and marks links when their vnodes are made, on the server (links only while a
 * page is rendered) and in islands in the browser. */
export function enhance({ type, props }: VNode, at?: URL | Location): void {
  const own = props as Record<string, unknown>;
  if (type === "a" && at !== undefined) markActiveLink(own, at);
  if ((type !== "img" && type !== "source") || own["data-fresh-disable-lock"]) return;
  if (typeof own.src === "string") own.src = asset(own.src);
  if (typeof own.srcset === "string") own.srcset = assetSrcSet(own.srcset);
}

/** Marks a link to the current page or to a page above it, unless the application does so. */
function markActiveLink(props: Record<string, unknown>, at: URL | Location): void {
  const { href } = props;
  const isOwn = props["aria-current"] !== undefined;
  if (typeof href !== "string" || !href.startsWith("/") || isOwn) return;
  const url = new URL(href, "http://localhost");
  const [target, here] = [url, at].map(({ pathname }) => pathname.replace(/\/?$/, "/"));
  if (!here?.startsWith(target ?? "")) return;
  const isCurrent = here === target && (url.search === "" || url.search === at.search);
  props[isCurrent ? "data-current" : "data-ancestor"] = "true";
  props["aria-current"] = isCurrent ? "page" : "true";
}
