import { type ComponentChildren, Fragment, h, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { type Context, getInternals } from "../context.ts";
import type { LayoutConfig, LayoutDef } from "../types.ts";
import { bootScript, preloadHeader } from "./boot.ts";
import { completeDocument } from "./document.ts";
import { renderWith } from "./hooks.ts";
import { isAsyncComponent, pageProps } from "./props.ts";
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
  const app = config.skipAppWrapper ? null : internals.app;
  const layouts = config.skipInheritedLayouts ? [] : internals.layouts;

  let content: ComponentChildren = vnode;
  for (const layout of layouts.toReversed()) {
    const wrapped: ComponentChildren | Response = await wrap(
      ctx,
      layout,
      content,
    );
    if (wrapped instanceof Response) return wrapped;
    content = wrapped;
  }

  const state = new RenderState(ctx.url, internals.buildCache);
  // The page comes before the wrapper, so that its <Head> elements are known when the wrapper's
  // <head> is rendered.
  let html = renderWith(state, content);
  if (app !== null) {
    const wrapped = await wrap(ctx, app, jsxTemplate([html]) as VNode);
    if (wrapped instanceof Response) return wrapped;
    html = renderWith(state, wrapped);
  }

  const boot = bootScript(state, ctx.config.basePath);
  const body = completeDocument(state, html, boot);
  const headers = new Headers(init.headers);
  headers.set("Content-Type", "text/html; charset=utf-8");
  if (boot !== "") {
    headers.set("Link", preloadHeader(state, ctx.config.basePath));
  }
  const response = new Response(body, { ...init, headers });
  Object.defineProperty(response, NONCE, { value: state.nonce });
  return response;
}

async function wrap<State>(
  ctx: Context<State>,
  { component }: LayoutDef<State>,
  content: ComponentChildren,
): Promise<ComponentChildren | Response> {
  const props = pageProps(ctx, () => h(Fragment, null, content));
  return isAsyncComponent(component) ? await component(props) : h(component, props);
}
