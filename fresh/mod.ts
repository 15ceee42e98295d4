/** Stand-in for Fresh 2.3: the part of its public API that this project uses. @module */
export { App } from "./app.ts";
export type { FreshConfig, ResolvedFreshConfig } from "./config.ts";
export type { Context, FreshContext } from "./context.ts";
export { cors, HttpError, ipFilter } from "./error.ts";
export { createDefine, type Define, type Method, page, type PageResponse } from "./handlers.ts";
export type { HandlerByMethod, HandlerFn, RouteData, RouteHandler } from "./handlers.ts";
export { csp, type CSPOptions } from "./middlewares/csp.ts";
export { csrf, type CsrfOptions } from "./middlewares/csrf.ts";
export { staticFiles } from "./middlewares/static_files.ts";
export { trailingSlashes } from "./middlewares/trailing_slashes.ts";
export type { Island, LayoutConfig, Lazy, ListenOptions, MaybeLazy } from "./types.ts";
export type { Middleware, MiddlewareFn, PageProps, RouteConfig } from "./types.ts";
export type { WebSocketHandlers, WebSocketUpgradeOptions } from "./types.ts";
