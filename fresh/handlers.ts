import type { Context } from "./context.ts";

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
  return { ...options, data };
}
