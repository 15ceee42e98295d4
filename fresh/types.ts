import type { AnyComponent, ComponentChildren, ComponentType, RenderableProps } from "preact";
import type { Context } from "./context.ts";
import type { Method, RouteHandler } from "./handlers.ts";

/** A function that loads the value when it is first needed. */
export type Lazy<T> = () => Promise<T>;
/** The value, or a function that loads it. */
export type MaybeLazy<T> = T | Lazy<T>;

/** Answers a request or passes it on with `ctx.next()`. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;
/** The same under its older name. */
export type MiddlewareFn<State> = Middleware<State>;

/** Options of a layout: leave out the layouts of the folders above, or the app wrapper. */
export interface LayoutConfig {
  skipInheritedLayouts?: boolean;
  skipAppWrapper?: boolean;
}

/** Options of a route, in a route file `export const config`. */
export interface RouteConfig extends LayoutConfig {
  /** A URLPattern path that replaces the one of the file name. */
  routeOverride?: string;
  /** Methods of a lazy route, whose handlers are not known yet. */
  methods?: "ALL" | Method[];
}

type Shown = "config" | "url" | "req" | "params" | "info" | "state" | "isPartial" | "Component";

/** Props of pages, layouts, error pages and the app wrapper. */
export type PageProps<Data = unknown, State = unknown> =
  & Pick<Context<State>, Shown | "error" | "route">
  & { data: Data };

/** A component that may be asynchronous and may answer with a Response of its own. */
export type AsyncAnyComponent<P> = {
  // Both call signatures of RouteComponent need the same parameters, or TypeScript gives up on
  // typing a destructured parameter.
  // deno-lint-ignore no-explicit-any -- preact declares its legacy context as any
  (props: RenderableProps<P>, context?: any): Promise<ComponentChildren | Response>;
};

/** Any component that a route, layout or app wrapper may be. */
export type RouteComponent<P> = AnyComponent<P> | AsyncAnyComponent<P>;

/** A route as `app.route()` takes it. */
export interface Route<State> {
  // deno-lint-ignore no-explicit-any -- the data type is known to define.page, not here
  component?: RouteComponent<PageProps<any, State>> | undefined;
  config?: RouteConfig | undefined;
  handler?: RouteHandler<unknown, State> | undefined;
  css?: string[] | undefined;
}

/** A layout or app wrapper with its options. */
export interface LayoutDef<State> {
  component: RouteComponent<PageProps<unknown, State>>;
  config: LayoutConfig;
}

/** An exported component of an island file: URL path of its module, unique name, and itself. */
export interface Island {
  file: string;
  name: string;
  exportName: string;
  fn: ComponentType;
  css: string[];
}

/** Server-side components that are islands. */
export type ServerIslandRegistry = Map<ComponentType, Island>;

type SocketCallback = (socket: WebSocket, ...args: never[]) => void;
/** Callbacks of a WebSocket that Fresh drives. */
export type WebSocketHandlers = { [E in "open" | "message" | "close" | "error"]?: SocketCallback };
/** Options of a WebSocket upgrade. */
export type WebSocketUpgradeOptions = Deno.UpgradeWebSocketOptions;

/** Options of `app.listen()`: those of Deno.serve for TCP. */
export type ListenOptions = Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>;
