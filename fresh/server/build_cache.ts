import type { ComponentType } from "preact";
import { join } from "node:path";
import type { Command } from "../commands.ts";
import { fsItemsToCommands, type FsRouteFile } from "../fs_routes.ts";
import type { ServerIslandRegistry } from "../types.ts";

/** An opened static file; `close` frees it when it is not read. */
export interface StaticFile {
  /** Hex SHA-256, or null when none is known. */
  hash: string | null;
  size: number;
  readable: ReadableStream<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>;
  contentType: string;
  close(): void;
}

/** What a build gives an app: file routes, islands and static files. */
export type BuildCache<State = unknown> = Pick<
  ProdBuildCache<State>,
  "root" | "clientEntry" | "islandRegistry" | "getFsRoutes" | "readFile"
>;

/** A static file of a finished build; its path is relative to the build's folder. */
export type FileSnapshot = Pick<StaticFile, "hash" | "contentType"> & { filePath: string };

/** What `_fresh/snapshot.js` holds. */
export interface BuildSnapshot<State> {
  clientEntry: string;
  staticFiles: Map<string, FileSnapshot>;
  islands: ServerIslandRegistry;
  fsRoutes: FsRouteFile<State>[];
}

/** A build on disk; only files named in its snapshot can be read. */
export class ProdBuildCache<State> {
  /** URL path of the browser runtime, "" when there is none. */
  readonly clientEntry: string;
  readonly islandRegistry: ServerIslandRegistry;

  constructor(
    readonly root: string,
    readonly outDir: string,
    readonly snapshot: BuildSnapshot<State>,
  ) {
    this.clientEntry = snapshot.clientEntry;
    this.islandRegistry = snapshot.islands;
  }

  getFsRoutes(): Command<State>[] {
    return fsItemsToCommands(this.snapshot.fsRoutes);
  }

  async readFile(pathname: string): Promise<StaticFile | null> {
    const info = this.snapshot.staticFiles.get(pathname);
    if (info === undefined) return null;
    const file = await Deno.open(join(this.outDir, info.filePath), { read: true });
    const { size } = await file.stat();
    return { ...info, size, readable: file.readable, close: () => file.close() };
  }
}

/** The build of an app that has none: no islands, no static files, file routes as given. */
export function emptyBuild<State>(fsRoutes: FsRouteFile<State>[] = []): ProdBuildCache<State> {
  const parts = { clientEntry: "", staticFiles: new Map(), islands: new Map(), fsRoutes };
  return new ProdBuildCache("", "", parts);
}

/** An island file: its unique name, the URL path of its browser module, its exports. */
export type IslandModule = { name: string; file: string; mod: Record<string, unknown> };

/** Registers every exported component of the island files. */
export function islandsOf(modules: IslandModule[]): ServerIslandRegistry {
  const registry: ServerIslandRegistry = new Map();
  const taken = new Set<string>();
  for (const { name, file, mod } of modules) {
    for (const [exportName, value] of Object.entries(mod)) {
      if (typeof value !== "function") continue;
      const wanted = exportName === "default" ? name : exportName;
      const unique = taken.has(wanted) ? `${name}_${exportName}_${registry.size}` : wanted;
      taken.add(unique);
      const fn = value as ComponentType;
      registry.set(fn, { file, name: unique, exportName, fn, css: [] });
    }
  }
  return registry;
}
