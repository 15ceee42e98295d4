import { join, relative, sep } from "node:path";
import type { FsRouteFile } from "../fs_routes.ts";
import { pathToPattern } from "../router.ts";
import type { ResolvedBuildConfig } from "./builder.ts";

/** Test files beside routes and islands are never part of the app. */
export const TEST_FILE: RegExp = /[._]test\.(?:[tj]sx?|[mc][tj]s)$/;

const MODULE = /\.[tj]sx?$/;

/** A route file before it is loaded. */
export type CrawledRoute = Omit<FsRouteFile<unknown>, "mod"> & { lazy: boolean };

/** Lists the files below a folder, sorted by name; none if the folder is missing. */
export async function* walk(dir: string, skip: RegExp[]): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(dir)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  });
  for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(dir, entry.name);
    if (skip.some((pattern) => pattern.test(posix(path)))) continue;
    if (entry.isDirectory) yield* walk(path, skip);
    // Links to files are files, links to folders are not followed.
    else if (entry.isFile || (await Deno.stat(path)).isFile) yield path;
  }
}

/** Finds the islands and the route files; islands may lie between the routes, too. */
export async function crawl(
  { islandDir, routeDir, ignore }: Pick<ResolvedBuildConfig, "islandDir" | "routeDir" | "ignore">,
): Promise<{ routes: CrawledRoute[]; islands: string[] }> {
  const routes: CrawledRoute[] = [];
  const inFolder = await Array.fromAsync(walk(islandDir, ignore));
  const islands = inFolder.filter((file) => MODULE.test(file));
  for await (const file of walk(routeDir, ignore)) {
    if (!MODULE.test(file)) continue;
    const path = posix(relative(routeDir, file)).replace(MODULE, "");
    const folder = /(?:^|\/)\((_[^/]+)\)\//.exec(path)?.[1];
    if (folder === "_islands") islands.push(file);
    if (folder === undefined) routes.push(crawledRoute(path, file, await Deno.readTextFile(file)));
  }
  return { routes, islands };
}

/** What the path of a route file says; one whose text names its own pattern cannot load lazily. */
export function crawledRoute(path: string, filePath: string, text: string): CrawledRoute {
  const special = /(?:^|\/)_(app|layout|middleware|error|500|404)$/.exec(path)?.[1] ?? "route";
  const type = special === "500" ? "error" : special === "404" ? "notFound" : special;
  const pattern = pathToPattern(path, { keepGroups: true });
  const lazy = type === "route" && !text.includes("routeOverride");
  const names = { id: `/${path}`, filePath, type: type as CrawledRoute["type"] };
  return { ...names, lazy, pattern, routePattern: pathToPattern(path) };
}

/** A path with forward slashes. */
export function posix(path: string): string {
  return path.replaceAll(sep, "/");
}
