import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle, RUNTIME } from "./bundle.ts";
import type { ResolvedBuildConfig } from "./builder.ts";
import { type CrawledRoute, crawlIslands, crawlRoutes } from "./crawl.ts";
import { uniqueNames } from "./names.ts";
import { parseDirPath } from "../config.ts";

/** What a build has found and made, before it is written or kept. */
export interface BuildResult {
  routes: CrawledRoute[];
  /** Island files with the name and the URL path of their bundle. */
  islands: { name: string; file: string; path: string }[];
  clientEntry: string;
  /** Browser modules by URL path. */
  modules: Map<string, Uint8Array<ArrayBuffer>>;
}

/** Finds routes and islands and bundles the islands. */
export async function runBuild(
  config: ResolvedBuildConfig,
  registered: Iterable<string>,
): Promise<BuildResult> {
  const found = await crawlRoutes(config.routeDir, config.ignore);
  const files = new Set([
    ...await crawlIslands(config.islandDir, config.ignore),
    ...found.islands,
    ...[...registered].map((spec) => islandPath(spec, config.root)),
  ]);
  const names = uniqueNames([...files]);
  const { root, mode, target, buildId, sourceMap } = config;
  const islandFiles = new Map([...names].map(([path, name]) => [name, path]));
  const bundles = await bundle({ root, mode, target, buildId, sourceMap, islands: islandFiles });

  const base = `/_fresh/js/${buildId}`;
  return {
    routes: found.routes,
    islands: [...names].map(([path, name]) => ({ name, path, file: `${base}/${name}.js` })),
    clientEntry: `${base}/${RUNTIME}.js`,
    modules: new Map([...bundles].map(([name, content]) => [`${base}/${name}`, content])),
  };
}

function islandPath(spec: string, root: string): string {
  if (spec.startsWith("file://")) return fileURLToPath(spec);
  return parseDirPath(spec, root);
}

/** A module specifier for a file path. */
export function fileUrl(path: string): string {
  return pathToFileURL(path).href;
}

/** Hex SHA-256, as the static files' ETag. */
export async function sha256(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
}

/** Files of the static folder that are never public: those in or with a name that starts with a
 * dot, except `.well-known`. */
export const HIDDEN: RegExp = /\/\.(?!well-known(?:\/|$))[^/]+(?:\/|$)/;

/** The path of a static file, or an error for a name that leads out of the static folder. */
export function staticPath(staticDir: string, pathname: string): string {
  const path = join(staticDir, pathname);
  if (path !== staticDir && !path.startsWith(join(staticDir, "/"))) {
    throw new Error(`Processed file resolved outside of static dir: ${path}`);
  }
  return path;
}
