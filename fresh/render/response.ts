import { type ComponentChildren, Fragment, h, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { type Context, getInternals } from "../context.ts";
import type { LayoutConfig } from "../types.ts";
import { bootScript, completeDocument, preloadHeader } from "./document.ts";
import { renderWith } from "./hooks.ts";
import { instantiate, pageProps } from "./route.ts";
import { RenderState } from "./state.ts";

/** Under this symbol, Fresh's own, a rendered Response carries the nonce of its scripts and styles. */
export const NONCE: unique symbol = Symbol.for("__freshNonce");

/** Renders a page inside out (layouts, then the app wrapper) into an HTML response. */
export async function renderResponse<State>(
  ctx: Context<State>,
  vnode: VNode | null,
  init: ResponseInit = {},
  config: LayoutConfig = {},
): Promise<Response> {
  const internals = getInternals(ctx);
  const propsAround = (inside: ComponentChildren) =>
    pageProps(ctx, () => h(Fragment, null, inside));
  let content: ComponentChildren | Response = vnode;
  for (const layout of config.skipInheritedLayouts ? [] : internals.layouts.toReversed()) {
    content = await instantiate(layout.component, propsAround(content));
    if (content instanceof Response) return content;
  }

  const state = new RenderState(ctx.url, internals.buildCache);
  // The page comes before the wrapper, so that its <Head> elements are known when the wrapper's
  // <head> is rendered.
  let html = renderWith(state, content);
  if (internals.app !== null && !config.skipAppWrapper) {
    const page = propsAround(jsxTemplate([html]) as VNode);
    content = await instantiate(internals.app.component, page);
    if (content instanceof Response) return content;
    html = renderWith(state, content);
  }

  const headers = new Headers(init.headers);
  headers.set("Content-Type", "text/html; charset=utf-8");
  const boot = bootScript(state, ctx.config.basePath);
  if (boot !== "") headers.append("Link", preloadHeader(state, ctx.config.basePath));
  const response = new Response(completeDocument(state, html, boot), { ...init, headers });
  return Object.defineProperty(response, NONCE, { value: state.nonce });
}
