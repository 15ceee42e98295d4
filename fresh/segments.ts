import { type Context, getInternals } from "./context.ts";
import { HttpError } from "./error.ts";
import { renderRoute } from "./render/route.ts";
import { patternToSegments } from "./router.ts";
import type { LayoutDef, MaybeLazy, Middleware, Route } from "./types.ts";

/** A step of a request's way to its handler. */
export type Step<State> = MaybeLazy<Middleware<State>>;

/** A folder of the routing tree with what was registered on it so far. */
export class Segment<State> {
  children: Map<string, Segment<State>> = new Map();
  middlewares: Step<State>[] = [];
  layout: LayoutDef<State> | null = null;
  app: LayoutDef<State> | null = null;
  errorRoute: Route<State> | null = null;
  /** Only used on the root. */
  notFound: Route<State> | null = null;

  constructor(readonly parent: Segment<State> | null) {}

  /** Walks from this root to the folder of a pattern, making what is missing. */
  at(path: string, includeLast: boolean): Segment<State> {
    if (path === "*" || path === "/*") return this;
    const names = patternToSegments(path, "", includeLast).slice(1);
    return names.reduce((folder: Segment<State>, name) => folder.#child(name), this);
  }

  #child(name: string): Segment<State> {
    const child = this.children.get(name) ?? new Segment(this);
    this.children.set(name, child);
    return child;
  }

  /** The steps from the root through this folder, as registered up to this moment. */
  steps(): Step<State>[] {
    const above = this.parent?.steps() ?? [];
    return [...above, enterSegment(this), ...this.middlewares];
  }
}

/** Sets a folder's app and layout for what lies below it and catches the errors from there. */
function enterSegment<State>(segment: Segment<State>): Middleware<State> {
  const { app, layout, errorRoute } = segment;
  let root = segment;
  while (root.parent !== null) root = root.parent;
  return async (ctx) => {
    const internals = getInternals(ctx);
    if (app !== null) internals.app = app;
    if (layout?.config.skipAppWrapper) internals.app = null;
    if (layout?.config.skipInheritedLayouts) internals.layouts = [];
    if (layout !== null) internals.layouts = [...internals.layouts, layout];
    try {
      return await ctx.next();
    } catch (error) {
      ctx.error = error;
      const status = error instanceof HttpError ? error.status : 500;
      if (status === 404 && root.notFound !== null) return await renderRoute(ctx, root.notFound);
      if (errorRoute !== null) return await renderRoute(ctx, errorRoute, status);
      throw error;
    }
  };
}

/** Runs steps in order; each one's `ctx.next` is the step after it, the last one's the old next. */
export function runMiddlewares<State>(
  chain: Step<State>[],
  ctx: Context<State>,
): Promise<Response> {
  const internals = getInternals(ctx);
  const run = async (index: number, next: () => Promise<Response>): Promise<Response> => {
    const { app, layouts } = internals;
    ctx.next = next;
    try {
      const result = await chain[index]?.(ctx);
      if (typeof result !== "function") return result as Response;
      // A lazy middleware answered with the real one: keep it for the next request.
      chain[index] = result;
      return await run(index, next);
    } catch (error) {
      ctx.error = error;
      throw error;
    } finally {
      Object.assign(internals, { app, layouts });
    }
  };
  type Next = () => Promise<Response>;
  return chain.reduceRight<Next>((next, _step, i) => () => run(i, next), ctx.next)();
}
