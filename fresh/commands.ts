import type { HandlerByMethod, Method } from "./handlers.ts";
import { renderRoute } from "./render/route.ts";
import { mergePath, type UrlPatternRouter } from "./router.ts";
import type { Segment, Step } from "./segments.ts";
import type { LayoutDef, MaybeLazy, MiddlewareFn, Route } from "./types.ts";

/** One registration on an app, applied in order when the handler is made. Its place is the folder
 * of the pattern's name with `includeLast`, else the folder above. */
export type Command<State> =
  & { pattern: string; includeLast: boolean }
  & (
    | { type: "middleware"; fns: Step<State>[] }
    | { type: "layout"; def: LayoutDef<State> }
    | { type: "app"; def: LayoutDef<State> }
    | { type: "error"; route: Route<State> }
    | { type: "notFound"; route: Route<State> }
    | { type: "handler"; method: Method | "ALL"; fns: Step<State>[] }
    | { type: "route"; routePattern: string; route: MaybeLazy<Route<State>> }
    | { type: "fsRoutes"; load: () => Command<State>[] }
  );

/** Moves commands below a path, as mountApp and fsRoutes(path) do. */
export function mountCommands<State>(path: string, commands: Command<State>[]): Command<State>[] {
  return commands.map((command) => {
    const pattern = mergePath(path, command.pattern, true);
    const includeLast = command.includeLast || command.pattern === "/";
    const moved = { ...command, pattern, includeLast };
    if (moved.type === "route") moved.routePattern = mergePath(path, moved.routePattern, true);
    if (moved.type === "fsRoutes") {
      const { load } = moved;
      moved.load = () => mountCommands(path, load());
    }
    return moved;
  });
}

/** Builds the folder tree and the routing table from the registrations. */
export function applyCommands<State>(
  commands: Command<State>[],
  root: Segment<State>,
  router: UrlPatternRouter<Step<State>[]>,
): void {
  for (const command of commands) {
    const segment = root.at(command.pattern, command.includeLast);
    if (command.type === "middleware") segment.middlewares.push(...command.fns);
    else if (command.type === "layout") segment.layout = command.def;
    else if (command.type === "app") segment.app = command.def;
    else if (command.type === "notFound") root.notFound = completeRoute(command.route);
    else if (command.type === "error") segment.errorRoute = completeRoute(command.route);
    else if (command.type === "fsRoutes") applyCommands(command.load(), root, router);
    else if (command.type === "handler") {
      router.add(command.method, command.pattern, [...segment.steps(), ...command.fns]);
    } else addRoute(command.routePattern, command.route, segment.steps(), router);
  }
}

/** A lazy route is registered for all methods, as its handlers are not known yet. */
function addRoute<State>(
  pattern: string,
  route: MaybeLazy<Route<State>>,
  steps: Step<State>[],
  router: UrlPatternRouter<Step<State>[]>,
): void {
  let loaded: Promise<Route<State>> | undefined;
  const load = async () => completeRoute(typeof route === "function" ? await route() : route);
  const last: MiddlewareFn<State> = async (ctx) => renderRoute(ctx, await (loaded ??= load()));
  const handler = typeof route === "function" ? null : completeRoute(route).handler;
  const methods = typeof handler === "object" && handler !== null
    ? Object.keys(handler) as Method[]
    : ["ALL" as const];
  for (const method of methods) router.add(method, pattern, [...steps, last]);
}

/** Adds the handler that shows a route's component where no handler of its own is. */
export function completeRoute<State>(route: Route<State>): Route<State> {
  const show = () => ({ data: undefined });
  const handler = route.handler ?? route.handlers ?? show;
  const needsGet = typeof handler === "object" && route.component !== undefined && !handler.GET;
  if (!needsGet) return { ...route, handler };
  return { ...route, handler: { ...handler as HandlerByMethod<unknown, State>, GET: show } };
}
