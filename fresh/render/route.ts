import { type ComponentChildren, h } from "preact";
import { type Context, getInternals } from "../context.ts";
import { isHandlerByMethod, type Method, type PageResponse } from "../handlers.ts";
import type { PageProps, Route } from "../types.ts";
import { isAsyncComponent, pageProps } from "./props.ts";

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
  if (result === null || typeof result !== "object") {
    throw new Error(
      `Expected a "Response" or page data from a handler, but got: ${result}`,
    );
  }

  ctx.data = result.data;
  const props = pageProps(ctx, undefined);
  const rendered = await renderComponent(route.component, props);
  if (rendered instanceof Response) return rendered;
  const headers = new Headers();
  for (const [name, value] of new Headers(result.headers)) {
    headers.set(name, value);
  }
  return await ctx.render(rendered as Parameters<typeof ctx.render>[0], {
    status: result.status ?? status,
    headers,
  });
}

async function runHandler<State>(
  ctx: Context<State>,
  route: Route<State>,
): Promise<Response | PageResponse<unknown>> {
  const handler = route.handler ?? route.handlers;
  if (handler === undefined) return { data: undefined };
  if (!isHandlerByMethod(handler)) return await handler(ctx);
  const method = ctx.req.method.toUpperCase() as Method;
  const fn = handler[method] ?? (method === "HEAD" ? handler.GET : undefined);
  return fn === undefined ? await ctx.next() : await fn(ctx);
}

async function renderComponent<State>(
  component: Route<State>["component"],
  props: PageProps<unknown, State>,
): Promise<ComponentChildren | Response> {
  if (component === undefined) return null;
  if (isAsyncComponent(component)) return await component(props);
  return h(component, props);
}
