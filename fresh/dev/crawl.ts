import { join, relative, sep } from "node:path";
import type { FsRouteFile, FsRouteType } from "../fs_routes.ts";
import { pathToPattern } from "../router.ts";

/** Test files beside routes and islands are never part of the app. */
export const TEST_FILE: RegExp = /[._]test\.(?:[tj]sx?|[mc][tj]s)$/;

const MODULE = /\.[tj]sx?$/;

/** A route file before it is loaded. */
export type CrawledRoute = Omit<FsRouteFile<unknown>, "mod"> & { lazy: boolean };

/** Lists the files below a folder, sorted by name; none if the folder is missing. */
export async function* walk(dir: string, skip: RegExp[] = []): AsyncGenerator<string> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(dir));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(dir, entry.name);
    if (skip.some((pattern) => pattern.test(path.replaceAll(sep, "/")))) continue;
    if (entry.isDirectory) yield* walk(path, skip);
    // Links to files are files, links to folders are not followed.
    else if (entry.isFile || (await Deno.stat(path)).isFile) yield path;
  }
}

/** Finds the route files and the islands between them. */
export async function crawlRoutes(
  routeDir: string,
  ignore: RegExp[],
): Promise<{ routes: CrawledRoute[]; islands: string[] }> {
  const routes: CrawledRoute[] = [];
  const islands: string[] = [];
  for await (const file of walk(routeDir, ignore)) {
    if (!MODULE.test(file)) continue;
    const path = relative(routeDir, file).replaceAll(sep, "/").replace(MODULE, "");
    const folder = /(?:^|\/)\((_[^/]+)\)\//.exec(path)?.[1];
    if (folder === "_islands") islands.push(file);
    if (folder === undefined) routes.push(await crawledRoute(path, file));
  }
  return { routes, islands };
}

/** Finds the island files of a folder. */
export async function crawlIslands(islandDir: string, ignore: RegExp[]): Promise<string[]> {
  const files = await Array.fromAsync(walk(islandDir, ignore));
  return files.filter((file) => MODULE.test(file));
}

async function crawledRoute(path: string, filePath: string): Promise<CrawledRoute> {
  const type = routeType(path);
  const lazy = type === "route" &&
    !(await Deno.readTextFile(filePath)).includes("routeOverride");
  return {
    id: `/${path}`,
    filePath,
    type,
    lazy,
    pattern: pathToPattern(path, { keepGroups: true }),
    routePattern: pathToPattern(path),
  };
}

function routeType(path: string): FsRouteType {
  switch (path.slice(path.lastIndexOf("/") + 1)) {
    case "_app":
      return "app";
    case "_layout":
      return "layout";
    case "_middleware":
      return "middleware";
    case "_error":
    case "_500":
      return "error";
    case "_404":
      return "notFound";
    default:
      return "route";
  }
}
