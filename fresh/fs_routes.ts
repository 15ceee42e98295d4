import { type Command, completeRoute } from "./commands.ts";
import { isHandlerByMethod, type RouteHandler } from "./handlers.ts";
import { logWarning } from "./log.ts";
import { renderRoute } from "./render/route.ts";
import type {
  MaybeLazy,
  Middleware,
  PageProps,
  Route,
  RouteComponent,
  RouteConfig,
} from "./types.ts";

/** The exports of a route file that matter. */
export interface FreshFsMod<State> {
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State> | Middleware<State>;
  handlers?: RouteHandler<unknown, State> | Middleware<State>;
  // deno-lint-ignore no-explicit-any -- a page of any data, or a middleware in _middleware files
  default?: RouteComponent<PageProps<any, State>> | Middleware<State>;
  css?: string[];
}

/** What a route file is, decided by its name. */
export type FsRouteType =
  | "app"
  | "layout"
  | "middleware"
  | "error"
  | "notFound"
  | "route";

/** A route file, loaded or to be loaded on the first request. */
export interface FsRouteFile<State> {
  /** Path below the routes folder without extension, beginning with "/". */
  id: string;
  filePath: string;
  type: FsRouteType;
  /** Place in the folder tree: like the URL pattern, but with group folders. */
  pattern: string;
  /** URL pattern. */
  routePattern: string;
  mod: MaybeLazy<FreshFsMod<State>>;
}

/** Turns route files into registrations, in the order in which they have to come. */
export function fsItemsToCommands<State>(
  items: FsRouteFile<State>[],
): Command<State>[] {
  const sorted = [...items].sort((a, b) => compareRoutePaths(a.id, b.id, false));
  return sorted.flatMap((item) => toCommand(item) ?? []);
}

function toCommand<State>(item: FsRouteFile<State>): Command<State> | null {
  const { mod, type } = item;
  const place = { pattern: item.pattern, includeLast: false };
  if (type === "route") {
    const includeLast = item.id.endsWith("/index");
    const route = typeof mod === "function"
      ? async () => toRoute(await mod(), item)
      : toRoute(mod, item);
    return {
      type: "route",
      ...place,
      includeLast,
      routePattern: item.routePattern,
      route,
    };
  }
  if (typeof mod === "function") {
    throw new Error(`${item.filePath} cannot be loaded lazily`);
  }
  if (type === "middleware") return middlewareCommand(item, mod);
  const route = toRoute(mod, item);
  if (type === "error") return { type, ...place, route: completeRoute(route) };
  if (type === "notFound") {
    return {
      type,
      ...place,
      fn: (ctx) => renderRoute(ctx, completeRoute(route)),
    };
  }
  return wrapperCommand(type, item, route);
}

function wrapperCommand<State>(
  type: "app" | "layout",
  item: FsRouteFile<State>,
  route: Route<State>,
): Command<State> | null {
  const place = { pattern: item.pattern, includeLast: false };
  const name = type === "app" ? "App" : "Layout";
  if (route.handler !== undefined) {
    logWarning(`Unsupported route config: ${name} does not support handlers`);
  }
  if (route.component === undefined) return null;
  const def = route.config === undefined
    ? { component: route.component }
    : { component: route.component, config: route.config };
  return type === "app"
    ? { type, pattern: "*", includeLast: true, app: def }
    : { type, ...place, layout: def };
}

function middlewareCommand<State>(
  item: FsRouteFile<State>,
  mod: FreshFsMod<State>,
): Command<State> | null {
  const value = mod.handlers ?? mod.handler ?? mod.default;
  if (typeof value !== "function" && !Array.isArray(value)) {
    if (value === undefined) throw missingExports(item.filePath);
    logWarning(
      "Unsupported route config: Middleware does not support object handlers with GET, POST, " +
        `etc. in ${item.filePath}`,
    );
    return null;
  }
  const fns = (Array.isArray(value) ? value : [value]) as Extract<
    Command<State>,
    { type: "middleware" }
  >["fns"];
  return { type: "middleware", pattern: item.pattern, includeLast: false, fns };
}

function toRoute<State>(
  mod: FreshFsMod<State>,
  item: FsRouteFile<State>,
): Route<State> {
  const handler = (mod.handlers ?? mod.handler) as
    | RouteHandler<unknown, State>
    | undefined;
  const usable = typeof handler === "function" ||
    (handler !== undefined && isHandlerByMethod(handler));
  if (!usable && typeof mod.default !== "function") {
    throw missingExports(item.filePath);
  }
  return {
    ...(mod.config === undefined ? {} : { config: mod.config }),
    ...(handler === undefined ? {} : { handler }),
    ...(mod.css === undefined ? {} : { css: mod.css }),
    ...(mod.default === undefined ? {} : {
      component: mod.default as RouteComponent<PageProps<unknown, State>>,
    }),
  };
}

function missingExports(filePath: string): Error {
  return new Error(
    "Expected a route, middleware, layout or error template, but couldn't find relevant " +
      `exports in: ${filePath}`,
  );
}

/** Order of route files: app, then folder by folder middleware, layout, error, index, names,
 * parameters, catch-alls; what lies in a folder comes before the route of the folder's name. */
export function sortRoutePaths(a: string, b: string): number {
  return compareRoutePaths(a, b, true);
}

/** `filesFirst` lists a file before unrelated folders, as Fresh does; routing does not depend on
 * it, and without it the order is total whatever the names. */
function compareRoutePaths(a: string, b: string, filesFirst: boolean): number {
  const partsA = pathParts(a);
  const partsB = pathParts(b);
  if (isApp(a) !== isApp(b)) return isApp(a) ? -1 : 1;
  for (let i = 0; i < Math.max(partsA.length, partsB.length); i++) {
    const partA = partsA[i];
    const partB = partsB[i];
    if (partA === partB) continue;
    // The longer path lies in the folder that the shorter one names.
    if (partA === undefined) return 1;
    if (partB === undefined) return -1;
    const byRank = rank(partA) - rank(partB);
    if (byRank !== 0) return byRank;
    const isFileA = i === partsA.length - 1;
    if (filesFirst && isFileA !== (i === partsB.length - 1)) {
      return isFileA ? -1 : 1;
    }
    return partA < partB ? -1 : 1;
  }
  return 0;
}

function isApp(path: string): boolean {
  return /\/_app(\.[a-z]+)?$/.test(path);
}

function pathParts(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

const SPECIAL = ["_middleware", "_layout", "_error", "_500", "_404", "index"];

function rank(part: string): number {
  const special = SPECIAL.indexOf(part.replace(/\.[tj]sx?$/, ""));
  if (special >= 0) return special;
  if (part.startsWith("[...")) return SPECIAL.length + 3;
  if (part.startsWith("[")) return SPECIAL.length + 2;
  return part.startsWith("(") ? SPECIAL.length + 1 : SPECIAL.length;
}
