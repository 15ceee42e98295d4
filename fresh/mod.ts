/** Stand-in for Fresh 2.3: the part of its public API that this project uses. @module */
export { App } from "./app.ts";
export type { FreshConfig, ResolvedFreshConfig } from "./config.ts";
export type { Context, FreshContext } from "./context.ts";
export { createDefine, type Define } from "./define.ts";
export { HttpError } from "./error.ts";
export {
  type HandlerByMethod,
  type HandlerFn,
  type Method,
  page,
  type PageResponse,
  type RouteData,
  type RouteHandler,
} from "./handlers.ts";
export { csp, type CSPOptions } from "./middlewares/csp.ts";
export { csrf, type CsrfOptions } from "./middlewares/csrf.ts";
export { cors, type CORSOptions, ipFilter } from "./middlewares/missing.ts";
export { staticFiles } from "./middlewares/static_files.ts";
export { trailingSlashes } from "./middlewares/trailing_slashes.ts";
export type { WebSocketHandlers, WebSocketUpgradeOptions } from "./server/websocket.ts";
export type {
  Island,
  LayoutConfig,
  Lazy,
  ListenOptions,
  MaybeLazy,
  Middleware,
  MiddlewareFn,
  PageProps,
  RouteConfig,
} from "./types.ts";
