import { type BuildResult, fileUrl, HIDDEN, sha256, staticPath } from "./build.ts";
import type { ResolvedBuildConfig } from "./builder.ts";
import { type Transformer, transformFile } from "./transform.ts";
import type { Command } from "../commands.ts";
import { type FreshFsMod, fsItemsToCommands, type FsRouteFile } from "../fs_routes.ts";
import type { BuildCache, StaticFile } from "../server/build_cache.ts";
import { getContentType } from "../server/content_type.ts";
import { type IslandModule, islandsOf } from "../server/islands.ts";
import type { ServerIslandRegistry } from "../types.ts";

/** A build that is kept in memory, for development and tests; static files are read from disk. */
// deno-lint-ignore no-explicit-any -- loaded modules are untyped, the app they are for types them
export class MemoryBuildCache implements BuildCache<any> {
  readonly root: string;
  readonly clientEntry: string;
  readonly features = { errorOverlay: false };

  constructor(
    readonly config: ResolvedBuildConfig,
    readonly islandRegistry: ServerIslandRegistry,
    readonly result: BuildResult,
    // deno-lint-ignore no-explicit-any -- see above
    readonly routes: FsRouteFile<any>[],
    readonly transformers: Transformer[],
  ) {
    this.root = config.root;
    this.clientEntry = result.clientEntry;
  }

  /** Loads the islands and those route files that cannot wait for a request. */
  static async load(
    config: ResolvedBuildConfig,
    result: BuildResult,
    transformers: Transformer[],
  ): Promise<MemoryBuildCache> {
    const modules: IslandModule[] = [];
    for (const { name, file, path } of result.islands) {
      modules.push({ name, file, mod: await import(fileUrl(path)) });
    }
    const routes: FsRouteFile<unknown>[] = [];
    for (const { lazy, ...route } of result.routes) {
      const load = () => import(fileUrl(route.filePath)) as Promise<FreshFsMod<unknown>>;
      routes.push({ ...route, mod: lazy ? load : await load() });
    }
    return new MemoryBuildCache(config, islandsOf(modules), result, routes, transformers);
  }

  getEntryAssets(): string[] {
    return [];
  }

  // deno-lint-ignore no-explicit-any -- see above
  getFsRoutes(): Command<any>[] {
    return fsItemsToCommands(this.routes);
  }

  async readFile(pathname: string): Promise<StaticFile | null> {
    const content = this.result.modules.get(pathname) ?? await this.#readStatic(pathname);
    if (content === null) return null;
    return {
      hash: await sha256(content),
      size: content.byteLength,
      readable: content,
      contentType: getContentType(pathname),
      close: () => {},
    };
  }

  async #readStatic(pathname: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const path = staticPath(this.config.staticDir, pathname);
    if (HIDDEN.test(pathname)) return null;
    try {
      if (!(await Deno.stat(path)).isFile) return null;
      const { mode, target } = this.config;
      return await transformFile(path, this.transformers, { mode, target }) ??
        await Deno.readFile(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
        return null;
      }
      throw error;
    }
  }
}
