import type { Method } from "./handlers.ts";
import { isHandlerByMethod } from "./handlers.ts";
import { mergePath, type UrlPatternRouter } from "./router.ts";
import { renderRoute } from "./render/route.ts";
import { getOrCreateSegment, type Segment, segmentToMiddlewares, type Step } from "./segments.ts";
import type { LayoutDef, MaybeLazy, MiddlewareFn, Route } from "./types.ts";

/** Where in the folder tree a command belongs. */
interface Placed {
  pattern: string;
  /** False: in the parent folder of the pattern; true: in the folder of that name itself. */
  includeLast: boolean;
}

/** One registration on an app, applied in order when the handler is made. */
export type Command<State> =
  | Placed & { type: "middleware"; fns: Step<State>[] }
  | Placed & { type: "layout"; layout: LayoutDef<State> }
  | Placed & { type: "app"; app: LayoutDef<State> }
  | Placed & { type: "error"; route: MaybeLazy<Route<State>> }
  | Placed & { type: "notFound"; fn: MiddlewareFn<State> }
  | Placed & { type: "handler"; method: Method | "ALL"; fns: Step<State>[] }
  | Placed & {
    type: "route";
    routePattern: string;
    route: MaybeLazy<Route<State>>;
  }
  | Placed & { type: "fsRoutes"; load: () => Command<State>[] };

/** Moves commands below a path, as mountApp and fsRoutes(path) do. */
export function mountCommands<State>(
  path: string,
  commands: Command<State>[],
): Command<State>[] {
  return commands.map((command) => {
    const place = {
      pattern: mergePath(path, command.pattern, true),
      includeLast: command.includeLast || command.pattern === "/",
    };
    if (command.type === "fsRoutes") {
      return {
        ...command,
        ...place,
        load: () => mountCommands(path, command.load()),
      };
    }
    if (command.type !== "route") return { ...command, ...place };
    return {
      ...command,
      ...place,
      routePattern: mergePath(path, command.routePattern, true),
    };
  });
}

/** Builds the folder tree and the routing table from the registrations. */
export function applyCommands<State>(
  commands: Command<State>[],
  root: Segment<State>,
  router: UrlPatternRouter<Step<State>[]>,
): void {
  for (const command of commands) {
    const segment = getOrCreateSegment(
      root,
      command.pattern,
      command.includeLast,
    );
    if (command.type === "middleware") segment.middlewares.push(...command.fns);
    else if (command.type === "layout") segment.layout = command.layout;
    else if (command.type === "app") segment.app = command.app;
    else if (command.type === "notFound") root.notFound = command.fn;
    else if (command.type === "error") segment.errorRoute = command.route;
    else if (command.type === "fsRoutes") {
      applyCommands(command.load(), root, router);
    } else if (command.type === "handler") {
      const steps = [...segmentToMiddlewares(segment), ...command.fns];
      router.add(command.method, command.pattern, steps);
    } else {addRoute(
        command.routePattern,
        command.route,
        segmentToMiddlewares(segment),
        router,
      );}
  }
}

/** A lazy route is registered for all methods, as its handlers are not known yet. */
function addRoute<State>(
  pattern: string,
  route: MaybeLazy<Route<State>>,
  steps: Step<State>[],
  router: UrlPatternRouter<Step<State>[]>,
): void {
  if (typeof route === "function") {
    let loaded: Promise<Route<State>> | undefined;
    const step: MiddlewareFn<State> = async (ctx) => {
      loaded ??= route();
      return await renderRoute(ctx, completeRoute(await loaded));
    };
    router.add("ALL", pattern, [...steps, step]);
    return;
  }
  const full = completeRoute(route);
  const all = [
    ...steps,
    (ctx: Parameters<MiddlewareFn<State>>[0]) => renderRoute(ctx, full),
  ];
  if (full.handler === undefined || !isHandlerByMethod(full.handler)) {
    router.add("ALL", pattern, all);
    return;
  }
  for (const method of Object.keys(full.handler) as Method[]) {
    router.add(method, pattern, all);
  }
}

/** A route whose component is shown where no handler of its own is. */
export function completeRoute<State>(route: Route<State>): Route<State> {
  const handler = route.handler ?? route.handlers;
  const show = () => ({ data: undefined });
  if (handler === undefined) return { ...route, handler: show };
  if (
    route.component === undefined || !isHandlerByMethod(handler) ||
    handler.GET !== undefined
  ) {
    return { ...route, handler };
  }
  return { ...route, handler: { ...handler, GET: show } };
}
