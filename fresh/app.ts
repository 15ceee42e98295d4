import { STATUS_CODES } from "node:http";
import { applyCommands, type Command, mountCommands } from "./commands.ts";
import { type FreshConfig, resolveConfig, type ResolvedFreshConfig } from "./config.ts";
import { Context } from "./context.ts";
import { HttpError, notInStandIn } from "./error.ts";
import type { Method } from "./handlers.ts";
import { UrlPatternRouter } from "./router.ts";
import { runMiddlewares, Segment, type Step } from "./segments.ts";
import { type BuildCache, emptyBuild } from "./server/build_cache.ts";
import { requestUrl } from "./server/request_url.ts";
import type { LayoutConfig, ListenOptions, MaybeLazy, Middleware } from "./types.ts";
import type { PageProps, Route, RouteComponent, RouteConfig, WebSocketHandlers } from "./types.ts";

/** Connection info for handlers that are called without a server, as in tests. */
export const DEFAULT_CONN_INFO: Deno.ServeHandlerInfo = {
  completed: Promise.resolve(),
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 1234 },
};

/** Gives an app its build; `_fresh/server.js` and Builder call this. */
export let setBuildCache: <S>(app: App<S>, cache: BuildCache<S>, mode: Mode) => void;
type Mode = ResolvedFreshConfig["mode"];

/** A Fresh application: registrations in order, turned into a request handler. */
export class App<State> {
  /** The resolved configuration. */
  readonly config: ResolvedFreshConfig;
  #commands: Command<State>[] = [];
  #build: () => BuildCache<State> = () => emptyBuild<State>();

  static {
    setBuildCache = (app, cache, mode) => {
      app.config.root = cache.root || app.config.root;
      app.config.mode = mode;
      app.#build = () => cache;
    };
  }

  constructor(config: FreshConfig = {}) {
    this.config = resolveConfig(config);
  }

  /** Adds middlewares for everything, or for what lies below a path. */
  use(...middleware: Step<State>[]): this;
  use(path: string, ...middleware: Step<State>[]): this;
  use(first: string | Step<State>, ...rest: Step<State>[]): this {
    const [pattern, fns] = typeof first === "string" ? [first, rest] : ["*", [first, ...rest]];
    return this.#add({ type: "middleware", pattern, includeLast: true, fns });
  }

  /** Answers a 404, wherever it comes from. */
  notFound(answer: Route<State> | Middleware<State>): this {
    return this.#add({ type: "notFound", pattern: "*", includeLast: true, route: toRoute(answer) });
  }

  /** Answers errors that come from below a path. */
  onError(path: string, answer: Route<State> | Middleware<State>): this {
    return this.#add({ type: "error", pattern: path, includeLast: true, route: toRoute(answer) });
  }

  /** Sets the component around every page. */
  appWrapper(component: RouteComponent<PageProps<unknown, State>>): this {
    const def = { component, config: {} };
    return this.#add({ type: "app", pattern: "*", includeLast: true, def });
  }

  /** Sets the component around the pages below a path. */
  layout(
    path: string,
    component: RouteComponent<PageProps<unknown, State>>,
    config: LayoutConfig = {},
  ): this {
    const def = { component, config };
    return this.#add({ type: "layout", pattern: path, includeLast: true, def });
  }

  /** Adds a route with a component, handlers or both; `config` counts for a lazy one, which is not
   * there yet to bring its own. */
  route(pattern: string, route: MaybeLazy<Route<State>>, config?: RouteConfig): this {
    const known = typeof route === "function" ? config : route.config;
    return this.#add({ type: "route", pattern, includeLast: false, config: known, route });
  }

  /** Handles GET, and HEAD unless there is a handler for it; the others handle their method. */
  get = this.#verb("GET");
  post = this.#verb("POST");
  patch = this.#verb("PATCH");
  put = this.#verb("PUT");
  delete = this.#verb("DELETE");
  head = this.#verb("HEAD");
  /** Handles every method. */
  all = this.#verb("ALL");

  /** Fresh's WebSocket endpoint, left out here. */
  ws(_path: string, _handlers: WebSocketHandlers, _options?: unknown): this {
    return notInStandIn("app.ws()");
  }

  /** Inserts the file routes of the build here, optionally below a path. */
  fsRoutes(pattern = "*"): this {
    const load = () => this.#build().getFsRoutes();
    return this.#add({ type: "fsRoutes", pattern, includeLast: false, load });
  }

  /** Inserts another app's registrations below a path and shares the build with that app. */
  mountApp(path: string, app: App<State>): this {
    this.#commands.push(...mountCommands(path, app.config.basePath, app.#commands));
    app.#build = () => this.#build();
    return this;
  }

  /** Makes the function that answers requests. */
  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const router = new UrlPatternRouter<Step<State>[]>();
    const root = new Segment<State>(null);
    const { config } = this;
    applyCommands(this.#commands, root, router, config.basePath);
    const [rootSteps, build] = [root.steps(), this.#build()];

    return async (req, info = DEFAULT_CONN_INFO) => {
      const url = requestUrl(req, config);
      const method = req.method.toUpperCase() as Method;
      const { pattern, params, item, methodMatch } = router.match(method, url);
      const isWrong = pattern !== null && !methodMatch;
      const next = fallback(method, isWrong ? router.getAllowedMethods(pattern) : null);
      const ctx = new Context(req, url, info, pattern, params, config, next, build);
      try {
        const response = await runMiddlewares(item ?? rootSteps, ctx);
        if (!(response instanceof Response)) {
          throw new Error(`Expected a "Response" instance to be returned, but got: ${response}`);
        }
        if (method !== "HEAD") return response;
        await response.body?.cancel();
        return new Response(null, response);
      } catch (error) {
        return lastResort(error);
      }
    };
  }

  /** Starts to serve the app, and is done when it listens; without a port the first free one from
   * 8000 to 8019 is taken. */
  // deno-lint-ignore require-await -- a port that is taken has to reject
  async listen(options: ListenOptions = {}): Promise<void> {
    const handler = this.handler();
    for (let port = options.port || 8000;; port++) {
      try {
        return void Deno.serve({ ...options, port }, handler);
      } catch (error) {
        const isTaken = error instanceof Deno.errors.AddrInUse && !options.port;
        if (!isTaken || port === 8019) throw error;
      }
    }
  }

  #verb(method: Method | "ALL"): (path: string, ...fns: Step<State>[]) => this {
    return (pattern, ...fns) =>
      this.#add({ type: "handler", method, pattern, includeLast: false, fns });
  }

  #add(command: Command<State>): this {
    this.#commands.push(command);
    return this;
  }
}

function toRoute<State>(value: Route<State> | Middleware<State>): Route<State> {
  return typeof value === "function" ? { handler: value } : value;
}

/** The `ctx.next` a request begins with, reached when nothing on its way has answered. */
function fallback(method: string, allowed: string[] | null): () => Promise<Response> {
  if (allowed === null) return () => Promise.reject(new HttpError(404));
  if (method !== "OPTIONS") return () => Promise.reject(new HttpError(405));
  const headers = { Allow: allowed.join(", ") };
  return () => Promise.resolve(new Response(null, { status: 204, headers }));
}

/** Reason phrases; Node.js has older ones for two. */
const PHRASES: typeof STATUS_CODES = {
  ...STATUS_CODES,
  413: "Content Too Large",
  418: "I'm a teapot",
};

/** Answers what no error page has handled. */
function lastResort(error: unknown): Response {
  const status = error instanceof HttpError ? error.status : 500;
  // deno-lint-ignore no-console -- unhandled errors of requests belong there
  if (status >= 500) console.error(error);
  const isOurs = error instanceof HttpError;
  const text = isOurs ? error.message || PHRASES[status] : "Internal server error";
  return new Response(text, { status });
}
