import type { Context } from "./context.ts";
import type { Middleware, PageProps, RouteComponent } from "./types.ts";

/** HTTP methods a handler may be written for. */
export type Method = "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS";

/** What a handler returns to have the route's component rendered with `props.data`. */
export interface PageResponse<T> {
  data: T;
  headers?: HeadersInit;
  status?: number;
}

/** Answers a request itself, or hands data to the component of its route. */
export interface HandlerFn<Data, State> {
  (ctx: Context<State>): PageResponse<Data> | Response | Promise<PageResponse<Data> | Response>;
}

/** One function a method. */
export type HandlerByMethod<Data, State> = { [M in Method]?: HandlerFn<Data, State> };

/** What `export const handler` of a route may be. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** The data type that a handler passes to its page. */
export type RouteData<Handler, State = unknown> = Handler extends HandlerFn<infer Data, State>
  ? Data
  : Handler extends HandlerByMethod<infer Data, State> ? Data
  : never;

/** Renders the route's component, with the given data, status and headers. */
export function page(): PageResponse<undefined>;
export function page<T>(data: T, options?: Omit<PageResponse<T>, "data">): PageResponse<T>;
export function page<T>(data?: T, options?: Omit<PageResponse<T>, "data">): PageResponse<unknown> {
  return { ...options, data: data ?? undefined };
}

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
  middleware<M extends Middleware<State> | Middleware<State>[]>(middleware: M): typeof middleware;
}

/** Makes the `define` helpers for one State type. */
export function createDefine<State>(): Define<State> {
  const same = <T>(value: T): T => value;
  return { handlers: same, page: same, layout: same, middleware: same };
}
