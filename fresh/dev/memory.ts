import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FreshFsMod, FsRouteFile } from "../fs_routes.ts";
import { type BuildSnapshot, type IslandModule, islandsOf } from "../server/build_cache.ts";
import { ProdBuildCache, type StaticFile } from "../server/build_cache.ts";
import { type BuildResult, getContentType, HIDDEN, sha256 } from "./build.ts";
import type { ResolvedBuildConfig } from "./builder.ts";
import { type Bytes, type Transformer, transformFile } from "./transform.ts";

/** A build that is kept in memory, for development and tests; static files are read from disk. */
export class MemoryBuildCache<State> extends ProdBuildCache<State> {
  constructor(
    readonly config: ResolvedBuildConfig,
    readonly result: BuildResult,
    modules: LoadedModules<State>,
    readonly transformers: Transformer[],
  ) {
    super(config.root, config.outDir, { ...result, ...modules, staticFiles: new Map() });
  }

  override async readFile(pathname: string): Promise<StaticFile | null> {
    const content = this.result.modules.get(pathname) ?? await this.#readStatic(pathname);
    if (content === null) return null;
    const hash = await sha256(content);
    const contentType = getContentType(pathname);
    return { hash, size: content.byteLength, readable: content, contentType, close: () => {} };
  }

  async #readStatic(pathname: string): Promise<Bytes | null> {
    const { staticDir } = this.config;
    const path = join(staticDir, pathname);
    if (!path.startsWith(join(staticDir, "/"))) {
      throw new Error(`Processed file resolved outside of static dir: ${path}`);
    }
    const stat = await Deno.stat(path).catch(() => null);
    if (!stat?.isFile || HIDDEN.test(pathname)) return null;
    return await transformFile(path, this.transformers, this.config) ?? await Deno.readFile(path);
  }
}

type LoadedModules<State> = Pick<BuildSnapshot<State>, "islands" | "fsRoutes">;

/** Loads the islands and those route files that cannot wait for a request. */
export async function loadModules<State>(result: BuildResult): Promise<LoadedModules<State>> {
  const modules: IslandModule[] = [];
  for (const { path, ...island } of result.islands) {
    modules.push({ ...island, mod: await import(pathToFileURL(path).href) });
  }
  const fsRoutes: FsRouteFile<State>[] = [];
  for (const { lazy, ...route } of result.routes) {
    const load = (): Promise<FreshFsMod<State>> => import(pathToFileURL(route.filePath).href);
    fsRoutes.push({ ...route, mod: lazy ? load : await load() });
  }
  return { islands: islandsOf(modules), fsRoutes };
}
