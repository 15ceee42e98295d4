import { type ComponentChildren, type ComponentType, h, type VNode } from "preact";
import { type Context, getInternals } from "../context.ts";
import type { Method, PageResponse } from "../handlers.ts";
import type { AsyncAnyComponent, PageProps, Route, RouteComponent } from "../types.ts";

/** The props of a page, layout or app wrapper: a copy of what they may see of the context, and what
 * the handler handed to the page; null for the others. */
export function pageProps<State>(
  ctx: Context<State>,
  Component: ComponentType,
  data: unknown = null,
): PageProps<unknown, State> {
  const { config, url, req, params, info, state, isPartial, error, route } = ctx;
  return { config, url, req, params, info, state, isPartial, Component, error, route, data };
}

/** Calls an async component, which may answer with a Response; any other is rendered later. */
export async function instantiate<P extends object>(
  component: RouteComponent<P>,
  props: P,
): Promise<ComponentChildren | Response> {
  const isAsync = component.constructor.name === "AsyncFunction";
  if (isAsync) return await (component as AsyncAnyComponent<P>)(props);
  return h(component as ComponentType<P>, props);
}

/** Runs a route's handler and, unless it has answered itself, renders its component. */
export async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
  status = 200,
): Promise<Response> {
  const internals = getInternals(ctx);
  if (route.config?.skipAppWrapper) internals.app = null;
  if (route.config?.skipInheritedLayouts) internals.layouts = [];

  const result = await runHandler(ctx, route);
  if (result instanceof Response) return result;
  const headers = new Headers();
  for (const [name, value] of new Headers(result.headers)) headers.set(name, value);

  const { component } = route;
  const props = pageProps(ctx, () => null, result.data);
  const content = component === undefined ? null : await instantiate(component, props);
  if (content instanceof Response) return content;
  return await ctx.render(content as VNode | null, { status: result.status ?? status, headers });
}

async function runHandler<State>(
  ctx: Context<State>,
  { handler }: Route<State>,
): Promise<Response | PageResponse<unknown>> {
  if (typeof handler === "function") return await handler(ctx);
  const method = ctx.req.method.toUpperCase() as Method;
  const fn = handler?.[method] ?? (method === "HEAD" ? handler?.GET : undefined);
  return fn === undefined ? await ctx.next() : await fn(ctx);
}
