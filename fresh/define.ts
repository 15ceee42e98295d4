import type { RouteData, RouteHandler } from "./handlers.ts";
import type { Middleware, PageProps, RouteComponent } from "./types.ts";

/** Typed identity functions that tie a route's pieces to the application's state. */
export interface Define<State> {
  /** Handlers of a route; the data they return types the page. */
  handlers<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers,
  ): typeof handlers;
  /** The component of a route: `define.page<typeof handler>((props) => …)`. */
  page<Handler extends RouteHandler<unknown, State> = never, Data = RouteData<Handler, State>>(
    render: RouteComponent<PageProps<Data, State>>,
  ): typeof render;
  /** The component of a `_layout` file. */
  layout(render: RouteComponent<PageProps<never, State>>): typeof render;
  /** A middleware or an array of them. */
  middleware<M extends Middleware<State>>(middleware: M): typeof middleware;
}

/** Makes the `define` helpers for one State type. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    page: (render) => render,
    layout: (render) => render,
    middleware: (middleware) => middleware,
  };
}
