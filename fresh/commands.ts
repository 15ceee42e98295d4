import { HttpError } from "./error.ts";
import type { HandlerByMethod, Method } from "./handlers.ts";
import { renderRoute } from "./render/route.ts";
import { mergePath, type UrlPatternRouter } from "./router.ts";
import type { Segment, Step } from "./segments.ts";
import type { LayoutDef, MaybeLazy, Middleware, Route, RouteConfig } from "./types.ts";

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
    | { type: "route"; config: RouteConfig | undefined; route: MaybeLazy<Route<State>> }
    | { type: "fsRoutes"; load: () => Command<State>[] }
  );

const ALL: Method[] = ["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** Moves the commands of an app with a base path below a path; what counts for all stays. */
export function mountCommands<State>(
  path: string,
  basePath: string,
  commands: Command<State>[],
): Command<State>[] {
  return commands.map((command) => {
    if (command.type === "app" || command.type === "notFound") return command;
    const { pattern, includeLast } = command;
    const isBare = basePath === "" || basePath === path;
    const inner = isBare ? pattern : mergePath(basePath, pattern, false);
    const moved = mergePath(path, inner, true);
    return { ...command, pattern: moved, includeLast: includeLast || pattern === "/" };
  });
}

/** Builds the folder tree and the routing table, whose addresses begin with `basePath`, from the
 * registrations. File routes below a path move in the table only, as in Fresh: their middlewares
 * and layouts hang on the folders that they would have at the root. */
export function applyCommands<State>(
  commands: Command<State>[],
  root: Segment<State>,
  router: UrlPatternRouter<Step<State>[]>,
  basePath: string,
): void {
  const address = (pattern: string) => mergePath(basePath, pattern, false) || "*";
  for (const command of commands) {
    const segment = root.at(command.pattern, command.includeLast);
    if (command.type === "middleware") segment.middlewares.push(...command.fns);
    else if (command.type === "layout") segment.layout = command.def;
    else if (command.type === "app") root.app = command.def;
    else if (command.type === "notFound") root.notFound = completeRoute(command.route);
    else if (command.type === "error") segment.errorRoute = completeRoute(command.route);
    else if (command.type === "fsRoutes") {
      applyCommands(command.load(), root, router, mergePath(basePath, command.pattern, true));
    } else if (command.type === "handler") {
      const steps = [...segment.steps(), ...command.fns];
      const methods = command.method === "ALL" ? ALL : [command.method];
      for (const method of methods) router.add(method, address(command.pattern), steps);
    } else {
      const { pattern, route, config = {} } = command;
      const { routeOverride = pattern, methods } = config;
      addRoute(address(routeOverride), methods, route, segment.steps(), router);
    }
  }
}

/** A lazy route is registered for all methods unless some are named: its handlers are not known. */
function addRoute<State>(
  pattern: string,
  lazyMethods: RouteConfig["methods"] = "ALL",
  route: MaybeLazy<Route<State>>,
  steps: Step<State>[],
  router: UrlPatternRouter<Step<State>[]>,
): void {
  let loaded: Route<State> | undefined;
  const load = async () => completeRoute(typeof route === "function" ? await route() : route);
  const last: Middleware<State> = async (ctx) => renderRoute(ctx, loaded ??= await load());
  const handler = typeof route === "function" ? undefined : completeRoute(route).handler;
  const methods = typeof route === "function"
    ? lazyMethods
    : typeof handler === "object"
    ? Object.keys(handler) as Method[]
    : "ALL";
  for (const method of methods === "ALL" ? ALL : methods) {
    router.add(method, pattern, [...steps, last]);
  }
}

/** Adds the handler that shows a route's component where no handler of its own is; a route that has
 * neither is not found. */
export function completeRoute<State>(route: Route<State>): Route<State> {
  const show = () => {
    if (route.component === undefined) throw new HttpError(404);
    return { data: {} };
  };
  const handler = route.handler ?? show;
  const needsGet = typeof handler === "object" && route.component !== undefined && !handler.GET;
  if (!needsGet) return { ...route, handler };
  return { ...route, handler: { ...handler as HandlerByMethod<unknown, State>, GET: show } };
}
