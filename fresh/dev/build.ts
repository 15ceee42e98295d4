import { parseDirPath } from "../config.ts";
import type { ResolvedBuildConfig } from "./builder.ts";
import { bundle, RUNTIME } from "./bundle.ts";
import { type CrawledRoute, crawlIslands, crawlRoutes } from "./crawl.ts";
import { uniqueNames } from "./names.ts";

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
  const { routes, islands: inRoutes } = await crawlRoutes(config.routeDir, config.ignore);
  const inFolder = await crawlIslands(config.islandDir, config.ignore);
  const others = [...registered].map((spec) => parseDirPath(spec, config.root));
  const names = uniqueNames(new Set([...inFolder, ...inRoutes, ...others]));
  const bundles = await bundle(config, names);
  const base = `/_fresh/js/${config.buildId}`;
  return {
    routes,
    islands: [...names].map(([name, path]) => ({ name, path, file: `${base}/${name}.js` })),
    clientEntry: `${base}/${RUNTIME}.js`,
    modules: new Map([...bundles].map(([name, content]) => [`${base}/${name}`, content])),
  };
}

/** Hex SHA-256, as the static files' ETag. */
export async function sha256(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
}

/** Files of the static folder that are never public: those in or with a name that starts with a
 * dot, except `.well-known`. */
export const HIDDEN: RegExp = /\/\.(?!well-known(?:\/|$))[^/]+(?:\/|$)/;
