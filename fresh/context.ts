import { type ComponentType, isValidElement, type VNode } from "preact";
import { HttpError } from "./error.ts";
import { renderResponse } from "./render/response.ts";
import type { BuildCache } from "./server/build_cache.ts";
import type { ResolvedFreshConfig } from "./config.ts";
import type { LayoutConfig, LayoutDef } from "./types.ts";
import {
  isSocketHandlers,
  manageSocket,
  type WebSocketHandlers,
  type WebSocketUpgradeOptions,
} from "./server/websocket.ts";

/** What a request carries besides its public context. */
export interface ContextInternals<State> {
  app: LayoutDef<State> | null;
  layouts: LayoutDef<State>[];
  buildCache: BuildCache<State>;
}

/** The internals of a context; not part of the public API. */
export let getInternals: <State>(
  ctx: Context<State>,
) => ContextInternals<State>;

/** Query parameter that asks for a part of a page. */
export const PARTIAL_SEARCH_PARAM = "fresh-partial";

/** The same object as Context, under its older name. */
export type FreshContext<State = unknown> = Context<State>;

/** A request on its way through middlewares and handlers. */
export class Context<State> {
  readonly config: ResolvedFreshConfig;
  readonly url: URL;
  readonly req: Request;
  /** The matched pattern, or null when nothing matched. */
  readonly route: string | null;
  readonly params: Record<string, string>;
  /** Free for the application; a new object for every request. */
  readonly state: State = {} as State;
  /** What a handler handed to its page. */
  // deno-lint-ignore no-explicit-any -- Fresh leaves it open, typed pages come from define.page
  data: any = undefined;
  /** The error that is being handled, if any. */
  error: unknown | null = null;
  readonly info: Deno.ServeHandlerInfo;
  /** True when the client asked for partials only. */
  readonly isPartial: boolean;
  /** Calls the next middleware or the handler. */
  next: () => Promise<Response>;
  /** In a layout or app wrapper: what is to be put inside. */
  Component!: ComponentType;

  #internals: ContextInternals<State>;

  static {
    getInternals = (ctx) => ctx.#internals;
  }

  constructor(
    req: Request,
    url: URL,
    info: Deno.ServeHandlerInfo,
    route: string | null,
    params: Record<string, string>,
    config: ResolvedFreshConfig,
    next: () => Promise<Response>,
    buildCache: BuildCache<State>,
  ) {
    this.url = url;
    this.req = req;
    this.info = info;
    this.params = params;
    this.route = route;
    this.config = config;
    this.isPartial = url.searchParams.has(PARTIAL_SEARCH_PARAM);
    this.next = next;
    this.#internals = { app: null, layouts: [], buildCache };
  }

  /** Answers with a redirect; `//` at the start of a path is collapsed so that it stays local. */
  redirect(pathOrUrl: string, status = 302): Response {
    let location = pathOrUrl;
    if (pathOrUrl !== "/" && pathOrUrl.startsWith("/")) {
      const query = pathOrUrl.indexOf("?");
      const path = query < 0 ? pathOrUrl : pathOrUrl.slice(0, query);
      location = path.replaceAll(/\/+/g, "/") +
        (query < 0 ? "" : pathOrUrl.slice(query));
    }
    return new Response(null, { status, headers: { location } });
  }

  /** Renders JSX (or nothing) inside the layouts and app wrapper into an HTML answer. */
  async render(
    vnode: VNode | null,
    init: ResponseInit = {},
    config: LayoutConfig = {},
  ): Promise<Response> {
    if (arguments.length === 0) {
      throw new Error("No arguments passed to ctx.render()");
    }
    if (vnode !== null && !isValidElement(vnode)) {
      throw new Error("Non-JSX element passed to: ctx.render()");
    }
    return await renderResponse(this, vnode, init, config);
  }

  /** Answers with plain text. */
  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }

  /** Answers with HTML given as text; nothing is escaped. */
  html(content: string, init?: ResponseInit): Response {
    const headers = new Headers(init?.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    return new Response(content, { ...init, headers });
  }

  /** Answers with JSON. */
  json(content: unknown, init?: ResponseInit): Response {
    return Response.json(content, init);
  }

  /** Answers with a stream; text in it is encoded as UTF-8. */
  stream<T>(
    stream:
      | ReadableStream<T>
      | Iterable<T>
      | AsyncIterable<T>
      | (() => Iterable<T> | AsyncIterable<T>),
    init?: ResponseInit,
  ): Response {
    const encoder = new TextEncoder();
    const source = typeof stream === "function" ? stream() : stream;
    const body = ReadableStream.from(source).pipeThrough(
      new TransformStream<T, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          if (chunk instanceof Uint8Array) {
            controller.enqueue(new Uint8Array(chunk));
          } else if (chunk !== undefined) {
            controller.enqueue(encoder.encode(String(chunk)));
          }
        },
      }),
    );
    return new Response(body, init);
  }

  /** Upgrades to a WebSocket, either driven by handlers or handed out as it is. */
  upgrade(
    handlers: WebSocketHandlers,
    options?: WebSocketUpgradeOptions,
  ): Response;
  upgrade(
    options?: WebSocketUpgradeOptions,
  ): { socket: WebSocket; response: Response };
  upgrade(
    first: WebSocketHandlers | WebSocketUpgradeOptions = {},
    options: WebSocketUpgradeOptions = {},
  ): Response | { socket: WebSocket; response: Response } {
    if (this.req.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      throw new HttpError(400, "Expected a WebSocket upgrade request");
    }
    if (!isSocketHandlers(first)) return Deno.upgradeWebSocket(this.req, first);
    const { socket, response } = Deno.upgradeWebSocket(this.req, options);
    manageSocket(socket, first);
    return response;
  }
}
