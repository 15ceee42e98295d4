import { type ComponentType, isValidElement, type VNode } from "preact";
import type { ResolvedFreshConfig } from "./config.ts";
import { notInStandIn } from "./error.ts";
import { renderResponse } from "./render/response.ts";
import type { BuildCache } from "./server/build_cache.ts";
import type { LayoutConfig, LayoutDef, WebSocketHandlers } from "./types.ts";

/** What a request carries besides its public context. */
export interface ContextInternals<State> {
  app: LayoutDef<State> | null;
  layouts: LayoutDef<State>[];
  buildCache: BuildCache<State>;
}

/** The internals of a context; not part of the public API. */
export let getInternals: <State>(ctx: Context<State>) => ContextInternals<State>;

/** The same class under its older name. */
export type FreshContext<State = unknown> = Context<State>;

/** A request on its way through middlewares and handlers. */
export class Context<State> {
  /** Free for the application; a new object for every request. */
  readonly state: State = {} as State;
  /** Free for the application; pages get their data as a prop. */
  data: unknown = undefined;
  /** The error that is being handled, if any. */
  error: unknown | null = null;
  /** True when the client asked for partials only. */
  readonly isPartial: boolean;
  /** In a layout or app wrapper: what is to be put inside. */
  Component!: ComponentType;
  #internals: ContextInternals<State>;

  static {
    getInternals = (ctx) => ctx.#internals;
  }

  /** `route` is the matched pattern or null; `next` calls the next middleware or the handler. */
  constructor(
    readonly req: Request,
    readonly url: URL,
    readonly info: Deno.ServeHandlerInfo,
    readonly route: string | null,
    readonly params: Record<string, string>,
    readonly config: ResolvedFreshConfig,
    public next: () => Promise<Response>,
    buildCache: BuildCache<State>,
  ) {
    this.isPartial = url.searchParams.has("fresh-partial");
    this.#internals = { app: null, layouts: [], buildCache };
  }

  /** Answers with a redirect; `//` in a local path is collapsed so that it stays local. */
  redirect(pathOrUrl: string, status = 302): Response {
    const local = pathOrUrl.replace(/^\/[^?#]*/, (path) => path.replaceAll(/\/+/g, "/"));
    const mark = `${/^[^#]*\?/.test(local) ? "&" : "?"}fresh-partial=true`;
    const location = this.isPartial ? local.replace(/#|$/, (end) => mark + end) : local;
    return new Response(null, { status, headers: { location } });
  }

  /** Renders JSX (or nothing) inside the layouts and app wrapper into an HTML answer. */
  // deno-lint-ignore no-explicit-any -- JSX of any component
  async render(vnode: VNode<any> | null, init?: ResponseInit, config?: LayoutConfig) {
    if (arguments.length === 0) throw new Error("No arguments passed to ctx.render()");
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
    stream: Iterable<T> | AsyncIterable<T> | (() => Iterable<T> | AsyncIterable<T>),
    init?: ResponseInit,
  ): Response {
    async function* encode() {
      for await (const chunk of typeof stream === "function" ? stream() : stream) {
        const isBytes = chunk instanceof Uint8Array;
        yield isBytes ? new Uint8Array(chunk) : new TextEncoder().encode(String(chunk ?? ""));
      }
    }
    return new Response(ReadableStream.from(encode()), init);
  }

  /** Fresh's upgrade to a WebSocket, left out here. */
  upgrade(_handlers?: WebSocketHandlers, _options?: unknown): Response {
    return notInStandIn("ctx.upgrade()");
  }
}
