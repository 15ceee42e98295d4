import { applyCommands, type Command, completeRoute, mountCommands } from "./commands.ts";
import { type FreshConfig, resolveConfig, type ResolvedFreshConfig } from "./config.ts";
import { Context } from "./context.ts";
import { HttpError } from "./error.ts";
import type { Method } from "./handlers.ts";
import { logError } from "./log.ts";
import { mergePath, UrlPatternRouter } from "./router.ts";
import { renderRoute } from "./render/route.ts";
import { newSegment, runMiddlewares, segmentToMiddlewares, type Step } from "./segments.ts";
import { type BuildCache, EmptyBuildCache } from "./server/build_cache.ts";
import { listen } from "./server/listen.ts";
import { requestUrl, stripBasePath } from "./server/request_url.ts";
import type { WebSocketHandlers, WebSocketUpgradeOptions } from "./server/websocket.ts";
import type {
  LayoutConfig,
  ListenOptions,
  MaybeLazy,
  Middleware,
  MiddlewareFn,
  PageProps,
  Route,
  RouteComponent,
  RouteConfig,
} from "./types.ts";

/** Connection info for handlers that are called without a server, as in tests. */
export const DEFAULT_CONN_INFO: Deno.ServeHandlerInfo = {
  completed: Promise.resolve(),
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 1234 },
};

/** Gives an app its build; `_fresh/server.js` and Builder call this. */
export let setBuildCache: <State>(
  app: App<State>,
  cache: BuildCache<State>,
  mode: "development" | "production",
) => void;

/** A Fresh application: registrations in order, turned into a request handler. */
export class App<State> {
  /** The resolved configuration. */
  readonly config: ResolvedFreshConfig;
  #commands: Command<State>[] = [];
  #cache: BuildCache<State> | null = null;

  static {
    setBuildCache = (app, cache, mode) => {
      app.config.root = cache.root === "" ? app.config.root : cache.root;
      app.config.mode = mode;
      app.#cache = cache;
    };
  }

  constructor(config: FreshConfig = {}) {
    this.config = resolveConfig(config);
  }

  /** Adds middlewares for everything, or for what lies below a path. */
  use(...middleware: MaybeLazy<Middleware<State>>[]): this;
  use(path: string, ...middleware: MaybeLazy<Middleware<State>>[]): this;
  use(
    first: string | MaybeLazy<Middleware<State>>,
    ...rest: MaybeLazy<Middleware<State>>[]
  ): this {
    const [pattern, all] = typeof first === "string" ? [first, rest] : ["*", [first, ...rest]];
    const fns = all.flat() as Step<State>[];
    return this.#add({ type: "middleware", pattern, includeLast: true, fns });
  }

  /** Answers a 404, wherever it comes from. */
  notFound(routeOrMiddleware: Route<State> | MiddlewareFn<State>): this {
    const fn: MiddlewareFn<State> = typeof routeOrMiddleware === "function"
      ? routeOrMiddleware
      : (ctx) => renderRoute(ctx, completeRoute(routeOrMiddleware));
    return this.#add({ type: "notFound", pattern: "*", includeLast: true, fn });
  }

  /** Answers errors that come from below a path. */
  onError(
    path: string,
    routeOrMiddleware: Route<State> | MiddlewareFn<State>,
  ): this {
    const route = typeof routeOrMiddleware === "function"
      ? { handler: routeOrMiddleware }
      : completeRoute(routeOrMiddleware);
    return this.#add({
      type: "error",
      pattern: path,
      includeLast: true,
      route,
    });
  }

  /** Sets the component around every page. */
  appWrapper(component: RouteComponent<PageProps<unknown, State>>): this {
    return this.#add({
      type: "app",
      pattern: "*",
      includeLast: true,
      app: { component },
    });
  }

  /** Sets the component around the pages below a path. */
  layout(
    path: string,
    component: RouteComponent<PageProps<unknown, State>>,
    config?: LayoutConfig,
  ): this {
    const layout = config === undefined ? { component } : { component, config };
    return this.#add({
      type: "layout",
      pattern: path,
      includeLast: true,
      layout,
    });
  }

  /** Adds a route with a component, handlers or both. */
  route(
    path: string,
    route: MaybeLazy<Route<State>>,
    config?: RouteConfig,
  ): this {
    const withConfig = (r: Route<State>) => config === undefined ? r : { ...r, config };
    const full = typeof route === "function"
      ? async () => withConfig(await route())
      : withConfig(route);
    const command = {
      type: "route",
      pattern: path,
      routePattern: path,
      route: full,
    } as const;
    return this.#add({ ...command, includeLast: false });
  }

  /** Handles GET (and HEAD, unless there is a handler for it). */
  get(path: string, ...fns: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("GET", path, fns);
  }
  /** Handles POST. */
  post(path: string, ...fns: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("POST", path, fns);
  }
  /** Handles PATCH. */
  patch(path: string, ...fns: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("PATCH", path, fns);
  }
  /** Handles PUT. */
  put(path: string, ...fns: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("PUT", path, fns);
  }
  /** Handles DELETE. */
  delete(path: string, ...fns: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("DELETE", path, fns);
  }
  /** Handles HEAD. */
  head(path: string, ...fns: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("HEAD", path, fns);
  }
  /** Handles every method. */
  all(path: string, ...fns: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("ALL", path, fns);
  }

  /** Adds a WebSocket endpoint. */
  ws(
    path: string,
    handlers: WebSocketHandlers,
    options?: WebSocketUpgradeOptions,
  ): this {
    return this.get(path, (ctx) => ctx.upgrade(handlers, options));
  }

  /** Inserts the file routes of the build here, optionally below a path. */
  fsRoutes(pattern = "*"): this {
    const load = () => mountCommands(pattern, this.#buildCache().getFsRoutes());
    return this.#add({
      type: "fsRoutes",
      pattern: "*",
      includeLast: true,
      load,
    });
  }

  /** Inserts the registrations of another app below a path (its own base path included). */
  mountApp(path: string, app: App<State>): this {
    const base = app.config.basePath;
    const target = base === "" || base === path ? path : mergePath(path, base, true);
    this.#commands.push(...mountCommands(target, app.#commands));
    return this;
  }

  /** Makes the function that answers requests. */
  handler(): (
    request: Request,
    info?: Deno.ServeHandlerInfo,
  ) => Promise<Response> {
    const router = new UrlPatternRouter<Step<State>[]>();
    const root = newSegment<State>("", null);
    applyCommands(this.#commands, root, router);
    const rootSteps = segmentToMiddlewares(root);
    const cache = this.#buildCache();

    return async (req, info = DEFAULT_CONN_INFO) => {
      const url = requestUrl(req, this.config);
      const method = req.method.toUpperCase() as Method;
      const target = stripBasePath(url, this.config.basePath);
      const match = target === null ? null : router.match(method, target);
      const pattern = match?.pattern ?? null;
      const wrongMethod = match !== null && pattern !== null &&
        !match.methodMatch;
      const next = fallback(
        method,
        wrongMethod ? router.getAllowedMethods(pattern) : null,
      );
      const params = match?.params ?? {};
      const ctx = new Context(
        req,
        url,
        info,
        pattern,
        params,
        this.config,
        next,
        cache,
      );
      try {
        const response = await runMiddlewares(match?.item ?? rootSteps, ctx);
        if (!(response instanceof Response)) {
          throw new Error(
            `Expected a "Response" instance to be returned, but got: ${String(response)}`,
          );
        }
        return method === "HEAD" ? await withoutBody(response) : response;
      } catch (error) {
        return lastResort(error);
      }
    };
  }

  /** Serves the app; without a port the first free one from 8000 to 8019 is taken. */
  async listen(options: ListenOptions = {}): Promise<void> {
    await listen(this.handler(), this.config.basePath, options);
  }

  #handle(
    method: Method | "ALL",
    pattern: string,
    fns: MaybeLazy<Middleware<State>>[],
  ): this {
    const steps = fns.flat() as Step<State>[];
    return this.#add({
      type: "handler",
      method,
      pattern,
      includeLast: false,
      fns: steps,
    });
  }

  #add(command: Command<State>): this {
    this.#commands.push(command);
    return this;
  }

  #buildCache(): BuildCache<State> {
    return this.#cache ?? new EmptyBuildCache<State>();
  }
}

/** The `ctx.next` a request begins with, reached when nothing on its way has answered. */
function fallback(
  method: string,
  allowed: string[] | null,
): () => Promise<Response> {
  if (allowed === null) return () => Promise.reject(new HttpError(404));
  if (method !== "OPTIONS") return () => Promise.reject(new HttpError(405));
  const headers = { Allow: allowed.join(", ") };
  return () => Promise.resolve(new Response(null, { status: 204, headers }));
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

/** Answers what no error page has handled. */
function lastResort(error: unknown): Response {
  if (error instanceof HttpError) {
    if (error.status >= 500) logError(error);
    return new Response(error.message, { status: error.status });
  }
  logError(error);
  return new Response("Internal server error", { status: 500 });
}
