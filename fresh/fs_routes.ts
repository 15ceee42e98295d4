import type { Command } from "./commands.ts";
import { notInStandIn } from "./error.ts";
import type { RouteHandler } from "./handlers.ts";
import type { Step } from "./segments.ts";
import type { MaybeLazy, Middleware, PageProps, Route } from "./types.ts";
import type { RouteComponent, RouteConfig } from "./types.ts";

/** The exports of a route file that matter. */
export interface FreshFsMod<State> {
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State> | Middleware<State> | Middleware<State>[];
  handlers?: RouteHandler<unknown, State> | Middleware<State> | Middleware<State>[];
  /** In a `_middleware` file the middleware or middlewares. */
  // deno-lint-ignore no-explicit-any -- a page of any data
  default?: RouteComponent<PageProps<any, State>>;
  css?: string[];
}

/** A route file, loaded or to be loaded on the first request. */
export interface FsRouteFile<State> {
  /** Path below the routes folder without extension, beginning with "/". */
  id: string;
  filePath: string;
  type: "app" | "layout" | "middleware" | "error" | "notFound" | "route";
  /** Place in the folder tree: like the URL pattern, but with group folders. */
  pattern: string;
  routePattern: string;
  mod: MaybeLazy<FreshFsMod<State>>;
}

/** Turns route files into registrations, in the order in which they have to come. */
export function fsItemsToCommands<State>(items: FsRouteFile<State>[]): Command<State>[] {
  const sorted = [...items].sort((a, b) => sortRoutePaths(a.id, b.id));
  return sorted.flatMap((item) => toCommand(item) ?? []);
}

function toCommand<State>(item: FsRouteFile<State>): Command<State> | null {
  const { mod, type, pattern } = item;
  if (type === "route") {
    const isLazy = typeof mod === "function";
    const route = isLazy ? async () => toRoute(await mod(), item) : toRoute(mod, item);
    const config = { routeOverride: item.routePattern, ...(isLazy ? {} : mod.config) };
    return { type, pattern, includeLast: item.id.endsWith("/index"), config, route };
  }
  if (typeof mod === "function") throw new Error(`${item.filePath} cannot be loaded lazily`);
  const place = { pattern, includeLast: false };
  if (type === "middleware") {
    const fns = middlewares(mod, item.filePath);
    return fns === null ? null : { type, ...place, fns };
  }
  const route = toRoute(mod, item);
  if (type === "error" || type === "notFound") return { type, ...place, route };
  if (route.handler !== undefined) {
    const name = type === "app" ? "App" : "Layout";
    logWarning(`Unsupported route config: ${name} does not support handlers`);
  }
  const { component, config = {} } = route;
  return component === undefined ? null : { type, ...place, def: { component, config } };
}

function logWarning(message: string): void {
  // deno-lint-ignore no-console -- a hint for the developer, in Fresh's own words
  console.warn(`🍋 %c[WARNING] ${message}`, "color:rgb(251, 184, 0)");
}

function middlewares<State>(mod: FreshFsMod<State>, filePath: string): Step<State>[] | null {
  const value = handlersOf(mod, filePath) ?? mod.default;
  if (typeof value === "function" || Array.isArray(value)) return [value].flat() as Step<State>[];
  const why = "Middleware does not support object handlers with GET, POST, etc.";
  logWarning(`Unsupported route config: ${why} in ${filePath}`);
  return null;
}

function toRoute<State>(mod: FreshFsMod<State>, { filePath }: FsRouteFile<State>): Route<State> {
  const { config, default: component, css } = mod;
  if (css !== undefined) notInStandIn(`The export "css" of ${filePath}`);
  const handler = handlersOf(mod, filePath) as RouteHandler<unknown, State> | undefined;
  return { config, handler, component };
}

/** The handlers of a file that exports anything of use; faults: it does not. */
function handlersOf<State>(mod: FreshFsMod<State>, filePath: string): unknown {
  const value = mod.handlers ?? mod.handler;
  const fault = typeof value === "function" && value.length > 1
    ? "Handlers must only have one argument but found more than one. Check the function signature"
    : (value ?? mod.config ?? mod.default) === undefined
    ? "Expected a route, middleware, layout or error template, but couldn't find relevant exports"
    : null;
  if (fault !== null) throw new Error(`${fault} in: ${filePath}`);
  return value;
}

/** Order of route files: app, then folder by folder middleware, layout, error, index, names,
 * parameters, catch-alls; what lies in a folder comes before the route of the folder's name. */
export function sortRoutePaths(a: string, b: string): number {
  const [partsA, partsB] = [a, b].map((path) => path.split("/").slice(1)) as [string[], string[]];
  const isApp = [a, b].map((path) => /\/_app(?:\.[tj]sx?)?$/.test(path));
  if (isApp[0] !== isApp[1]) return isApp[0] ? -1 : 1;
  for (let i = 0; i < Math.max(partsA.length, partsB.length); i++) {
    const [partA, partB] = [partsA[i], partsB[i]];
    if (partA === partB) continue;
    // The longer path lies in the folder that the shorter one names.
    if (partA === undefined || partB === undefined) return partA === undefined ? 1 : -1;
    const byRank = rank(partA) - rank(partB);
    if (byRank !== 0) return byRank;
    return partA < partB ? -1 : 1;
  }
  return 0;
}

const SPECIAL = ["_middleware", "_layout", "_error", "_500", "_404", "index"];

function rank(part: string): number {
  const special = SPECIAL.indexOf(part.replace(/\.[tj]sx?$/, ""));
  if (special >= 0) return special;
  if (part.startsWith("_")) return SPECIAL.indexOf("_layout");
  const kinds = [/^[^([]/, /^\(/, /^\[(?!\.\.\.)/];
  const kind = kinds.findIndex((pattern) => pattern.test(part));
  return SPECIAL.length + (kind < 0 ? kinds.length : kind);
}
