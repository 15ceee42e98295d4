import type { ComponentType } from "preact";
import type { Context } from "../context.ts";
import type { AsyncAnyComponent, PageProps, RouteComponent } from "../types.ts";

/** The props of a page, layout or app wrapper: a copy of what they may see of the context. */
export function pageProps<State>(
  ctx: Context<State>,
  Component: ComponentType | undefined,
): PageProps<unknown, State> {
  return {
    config: ctx.config,
    url: ctx.url,
    req: ctx.req,
    params: ctx.params,
    info: ctx.info,
    state: ctx.state,
    isPartial: ctx.isPartial,
    Component: Component ?? ctx.Component,
    error: ctx.error,
    route: ctx.route,
    data: ctx.data,
  };
}

/** True for components written as `async function`. */
export function isAsyncComponent<P>(
  component: RouteComponent<P>,
): component is AsyncAnyComponent<P> {
  return typeof component === "function" &&
    component.constructor.name === "AsyncFunction";
}
