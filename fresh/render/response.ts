import { type ComponentChildren, Fragment, h, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { type Context, getInternals } from "../context.ts";
import type { LayoutConfig, LayoutDef } from "../types.ts";
import { bootScript, completeDocument, preloadHeader } from "./document.ts";
import { renderWith } from "./hooks.ts";
import { isAsyncComponent, pageProps } from "./route.ts";
import { RenderState } from "./state.ts";

/** Under this symbol a rendered Response carries the nonce of its scripts and styles for csp(). */
export const NONCE: unique symbol = Symbol.for("fresh.nonce");

/** Renders a page inside out (layouts, then the app wrapper) into an HTML response. */
export async function renderResponse<State>(
  ctx: Context<State>,
  vnode: VNode | null,
  init: ResponseInit,
  config: LayoutConfig,
): Promise<Response> {
  const internals = getInternals(ctx);
  let content: ComponentChildren | Response = vnode;
  for (const layout of config.skipInheritedLayouts ? [] : internals.layouts.toReversed()) {
    content = await wrap(ctx, layout, content);
    if (content instanceof Response) return content;
  }

  const state = new RenderState(ctx.url, internals.buildCache);
  // The page comes before the wrapper, so that its <Head> elements are known when the wrapper's
  // <head> is rendered.
  let html = renderWith(state, content);
  if (internals.app !== null && !config.skipAppWrapper) {
    content = await wrap(ctx, internals.app, jsxTemplate([html]) as VNode);
    if (content instanceof Response) return content;
    html = renderWith(state, content);
  }

  const headers = new Headers(init.headers);
  headers.set("Content-Type", "text/html; charset=utf-8");
  const boot = bootScript(state, ctx.config.basePath);
  if (boot !== "") headers.set("Link", preloadHeader(state, ctx.config.basePath));
  const response = new Response(completeDocument(state, html, boot), { ...init, headers });
  return Object.defineProperty(response, NONCE, { value: state.nonce });
}

async function wrap<State>(
  ctx: Context<State>,
  { component }: LayoutDef<State>,
  content: ComponentChildren,
): Promise<ComponentChildren | Response> {
  const props = pageProps(ctx, () => h(Fragment, null, content));
  return isAsyncComponent(component) ? await component(props) : h(component, props);
}
