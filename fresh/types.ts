import type { AnyComponent, ComponentChildren, ComponentType, RenderableProps } from "preact";
import type { Context } from "./context.ts";
import type { RouteHandler } from "./handlers.ts";

/** A function that loads the value when it is first needed. */
export type Lazy<T> = () => Promise<T>;
/** The value, or a function that loads it. */
export type MaybeLazy<T> = T | Lazy<T>;

/** Answers a request or passes it on with `ctx.next()`. */
export type MiddlewareFn<State> = (ctx: Context<State>) => Response | Promise<Response>;
/** One middleware or several that run in order. */
export type Middleware<State> = MiddlewareFn<State> | MiddlewareFn<State>[];

/** Options of a layout. */
export interface LayoutConfig {
  /** Leave out the layouts of the folders above. */
  skipInheritedLayouts?: boolean;
  /** Leave out the app wrapper. */
  skipAppWrapper?: boolean;
}

/** Options of a route, in a route file `export const config`. */
export interface RouteConfig extends LayoutConfig {
  /** A URLPattern path that replaces the one of the file name. */
  routeOverride?: string;
}

type SharedProps = "config" | "url" | "req" | "params" | "info" | "state" | "isPartial";

/** Props of pages, layouts, error pages and the app wrapper. */
export type PageProps<Data = unknown, State = unknown> =
  & Pick<Context<State>, SharedProps | "Component" | "error" | "route">
  & { data: Data };

/** A component that may be asynchronous and may answer with a Response of its own. */
export type AsyncAnyComponent<P> = {
  // Both call signatures of RouteComponent need the same parameters, or TypeScript gives up on
  // typing a destructured parameter.
  // deno-lint-ignore no-explicit-any -- preact declares its legacy context as any
  (props: RenderableProps<P>, context?: any): Promise<ComponentChildren | Response>;
  displayName?: string;
  defaultProps?: Partial<P> | undefined;
};

/** Any component that a route, layout or app wrapper may be. */
export type RouteComponent<P> = AnyComponent<P> | AsyncAnyComponent<P>;

/** A route as `app.route()` takes it; `handlers` is the same as `handler`. */
export interface Route<State> {
  // deno-lint-ignore no-explicit-any -- the data type is known to define.page, not here
  component?: RouteComponent<PageProps<any, State>>;
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State>;
  handlers?: RouteHandler<unknown, State>;
  css?: string[];
}

/** A layout or app wrapper with its options. */
export interface LayoutDef<State> {
  component: RouteComponent<PageProps<unknown, State>>;
  config?: LayoutConfig;
}

/** An exported component of an island file. */
export interface Island {
  /** URL path of the browser module. */
  file: string;
  /** Unique name in markers and in the boot script. */
  name: string;
  exportName: string;
  fn: ComponentType;
  css: string[];
}

/** Server-side components that are islands. */
export type ServerIslandRegistry = Map<ComponentType, Island>;

/** Options of `app.listen()`: those of Deno.serve for TCP. */
export type ListenOptions =
  & Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>
  & { remoteAddress?: string };
