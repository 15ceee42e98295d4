import { HttpError } from "./error.ts";
import { type Context, getInternals } from "./context.ts";
import { patternToSegments } from "./router.ts";
import { renderRoute } from "./render/route.ts";
import type { LayoutDef, MaybeLazy, Middleware, MiddlewareFn, Route } from "./types.ts";

/** A step of a request's way to its handler. */
export type Step<State> = MaybeLazy<MiddlewareFn<State>>;

/** A folder of the routing tree with what was registered on it so far. */
export interface Segment<State> {
  pattern: string;
  parent: Segment<State> | null;
  children: Map<string, Segment<State>>;
  middlewares: Step<State>[];
  layout: LayoutDef<State> | null;
  app: LayoutDef<State> | null;
  errorRoute: MaybeLazy<Route<State>> | null;
  /** Only used on the root. */
  notFound: MiddlewareFn<State> | null;
}

/** Makes an empty folder. */
export function newSegment<State>(
  pattern: string,
  parent: Segment<State> | null,
): Segment<State> {
  return {
    pattern,
    parent,
    children: new Map(),
    middlewares: [],
    layout: null,
    app: null,
    errorRoute: null,
    notFound: null,
  };
}

/** Walks from the root to the folder of a pattern, making what is missing. */
export function getOrCreateSegment<State>(
  root: Segment<State>,
  path: string,
  includeLast: boolean,
): Segment<State> {
  if (path === "*" || path === "/*") return root;
  let current = root;
  for (
    const name of patternToSegments(path, root.pattern, includeLast).slice(1)
  ) {
    let child = current.children.get(name);
    if (child === undefined) {
      child = newSegment(name, current);
      current.children.set(name, child);
    }
    current = child;
  }
  return current;
}

/** The steps through a folder chain, root first, as registered up to this moment. */
export function segmentToMiddlewares<State>(
  segment: Segment<State>,
): Step<State>[] {
  const chain: Segment<State>[] = [];
  for (let at: Segment<State> | null = segment; at !== null; at = at.parent) {
    chain.unshift(at);
  }
  const root = chain[0] ?? segment;
  return chain.flatMap((
    part,
  ) => [enterSegment(root, part), ...part.middlewares]);
}

/** Sets a folder's app and layout for what lies below it and catches the errors from there. */
function enterSegment<State>(
  root: Segment<State>,
  segment: Segment<State>,
): MiddlewareFn<State> {
  const { app, layout, errorRoute } = segment;
  return async function enter(ctx) {
    const internals = getInternals(ctx);
    if (app !== null) internals.app = app;
    if (layout !== null) {
      if (layout.config?.skipAppWrapper) internals.app = null;
      const inherited = layout.config?.skipInheritedLayouts ? [] : internals.layouts;
      internals.layouts = [...inherited, layout];
    }
    try {
      return await ctx.next();
    } catch (error) {
      ctx.error = error;
      const status = error instanceof HttpError ? error.status : 500;
      if (status === 404 && root.notFound !== null) {
        return await root.notFound(ctx);
      }
      if (errorRoute !== null) {
        return await renderRoute(ctx, await load(errorRoute), status);
      }
      throw error;
    }
  };
}

async function load<State>(
  route: MaybeLazy<Route<State>>,
): Promise<Route<State>> {
  return typeof route === "function" ? await route() : route;
}

/** Runs steps in order; each one's `ctx.next` is the step after it, the last one's the old next. */
export function runMiddlewares<State>(
  middlewares: MaybeLazy<Middleware<State>>[],
  ctx: Context<State>,
): Promise<Response> {
  let next = ctx.next;
  for (let i = middlewares.length - 1; i >= 0; i--) {
    next = step(middlewares, i, ctx, next);
  }
  return next();
}

function step<State>(
  middlewares: MaybeLazy<Middleware<State>>[],
  index: number,
  ctx: Context<State>,
  next: () => Promise<Response>,
): () => Promise<Response> {
  return async () => {
    const internals = getInternals(ctx);
    const { app, layouts } = internals;
    ctx.next = next;
    try {
      return await call(middlewares, index, ctx);
    } catch (error) {
      ctx.error = error;
      throw error;
    } finally {
      internals.app = app;
      internals.layouts = layouts;
    }
  };
}

async function call<State>(
  middlewares: MaybeLazy<Middleware<State>>[],
  index: number,
  ctx: Context<State>,
): Promise<Response> {
  const middleware = middlewares[index];
  if (Array.isArray(middleware)) return await runMiddlewares(middleware, ctx);
  const result = await (middleware as (ctx: Context<State>) => unknown)(ctx);
  if (typeof result !== "function" && !Array.isArray(result)) {
    return result as Response;
  }
  // A lazy middleware answered with the real one: keep it for the next request.
  middlewares[index] = result as Middleware<State>;
  return await call(middlewares, index, ctx);
}
