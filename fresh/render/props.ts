import type { ComponentType } from "preact";
import type { Context } from "../context.ts";
import type { AsyncAnyComponent, PageProps, RouteComponent } from "../types.ts";

/** The props of a page, layout or app wrapper: a copy of what they may see of the context. */
export function pageProps<State>(
  ctx: Context<State>,
  Component: ComponentType = ctx.Component,
): PageProps<unknown, State> {
  const { config, url, req, params, info, state, isPartial, error, route, data } = ctx;
  return { config, url, req, params, info, state, isPartial, Component, error, route, data };
}

/** True for components written as `async function`. */
export function isAsyncComponent<P>(
  component: RouteComponent<P>,
): component is AsyncAnyComponent<P> {
  return component.constructor.name === "AsyncFunction";
}
