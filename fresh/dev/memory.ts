import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "../commands.ts";
import { type FreshFsMod, fsItemsToCommands, type FsRouteFile } from "../fs_routes.ts";
import type { BuildCache, StaticFile } from "../server/build_cache.ts";
import { getContentType } from "../server/content_type.ts";
import { type IslandModule, islandsOf } from "../server/islands.ts";
import type { ServerIslandRegistry } from "../types.ts";
import { type BuildResult, HIDDEN, sha256 } from "./build.ts";
import type { ResolvedBuildConfig } from "./builder.ts";
import { type Transformer, transformFile } from "./transform.ts";

/** A build that is kept in memory, for development and tests; static files are read from disk. */
export class MemoryBuildCache<State> implements BuildCache<State> {
  readonly root: string;
  readonly clientEntry: string;

  constructor(
    readonly config: ResolvedBuildConfig,
    readonly islandRegistry: ServerIslandRegistry,
    readonly result: BuildResult,
    readonly routes: FsRouteFile<State>[],
    readonly transformers: Transformer[],
  ) {
    this.root = config.root;
    this.clientEntry = result.clientEntry;
  }

  getFsRoutes(): Command<State>[] {
    return fsItemsToCommands(this.routes);
  }

  async readFile(pathname: string): Promise<StaticFile | null> {
    const content = this.result.modules.get(pathname) ?? await this.#readStatic(pathname);
    if (content === null) return null;
    const hash = await sha256(content);
    const contentType = getContentType(pathname);
    return { hash, size: content.byteLength, readable: content, contentType, close: () => {} };
  }

  async #readStatic(pathname: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const path = join(this.config.staticDir, pathname);
    if (!path.startsWith(join(this.config.staticDir, "/"))) {
      throw new Error(`Processed file resolved outside of static dir: ${path}`);
    }
    const stat = await Deno.stat(path).catch(() => null);
    if (!stat?.isFile || HIDDEN.test(pathname)) return null;
    return await transformFile(path, this.transformers, this.config) ?? await Deno.readFile(path);
  }
}

/** Loads the islands and those route files that cannot wait for a request. */
export async function loadModules<State>(
  result: BuildResult,
): Promise<{ islands: ServerIslandRegistry; routes: FsRouteFile<State>[] }> {
  const modules: IslandModule[] = [];
  for (const { path, ...island } of result.islands) {
    modules.push({ ...island, mod: await import(pathToFileURL(path).href) });
  }
  const routes: FsRouteFile<State>[] = [];
  for (const { lazy, ...route } of result.routes) {
    const load = (): Promise<FreshFsMod<State>> => import(pathToFileURL(route.filePath).href);
    routes.push({ ...route, mod: lazy ? load : await load() });
  }
  return { islands: islandsOf(modules), routes };
}
