import { join } from "node:path";
import type { Command } from "../commands.ts";
import { fsItemsToCommands, type FsRouteFile } from "../fs_routes.ts";
import type { ServerIslandRegistry } from "../types.ts";

/** An opened static file. */
export interface StaticFile {
  /** Hex SHA-256, or null when none is known. */
  hash: string | null;
  size: number;
  readable: ReadableStream<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>;
  contentType: string;
  /** Frees the file when it is not read. */
  close(): void;
}

/** What a build gives an app: file routes, islands and static files. */
export interface BuildCache<State = unknown> {
  root: string;
  /** URL path of the browser runtime, "" when there is none. */
  clientEntry: string;
  islandRegistry: ServerIslandRegistry;
  getFsRoutes(): Command<State>[];
  readFile(pathname: string): Promise<StaticFile | null>;
}

/** A static file of a finished build; its path is relative to the build's folder. */
export interface FileSnapshot {
  filePath: string;
  hash: string | null;
  contentType: string;
}

/** What `_fresh/snapshot.js` holds. */
export interface BuildSnapshot<State> {
  clientEntry: string;
  staticFiles: Map<string, FileSnapshot>;
  islands: ServerIslandRegistry;
  fsRoutes: FsRouteFile<State>[];
}

/** An app without a build: no file routes, no islands, no static files. */
export class EmptyBuildCache<State> implements BuildCache<State> {
  root = "";
  clientEntry = "";
  islandRegistry: ServerIslandRegistry = new Map();

  getFsRoutes(): Command<State>[] {
    return [];
  }

  readFile(_pathname: string): Promise<StaticFile | null> {
    return Promise.resolve(null);
  }
}

/** A build on disk; only files named in its snapshot can be read. */
export class ProdBuildCache<State> implements BuildCache<State> {
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
