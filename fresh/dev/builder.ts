import { type App, App as AppClass, setBuildCache } from "../app.ts";
import { BUILD_ID } from "../build_id.ts";
import { parseDirPath } from "../config.ts";
import type { ListenOptions } from "../types.ts";
import { runBuild } from "./build.ts";
import type { SourceMapOptions } from "./bundle.ts";
import { checkPrecompile } from "./check_config.ts";
import { TEST_FILE } from "./crawl.ts";
import { writeBuild } from "./disk.ts";
import { MemoryBuildCache } from "./memory.ts";
import type { OnTransformOptions, Transformer, TransformFn } from "./transform.ts";

/** Options of `new Builder()`; paths are relative to `root`. */
export interface BuildOptions {
  /** Browsers to build for, as esbuild names them; default: the syntax of 2022. */
  target?: string | string[];
  /** Default: the current directory. */
  root?: string;
  /** Default: `main.ts`. */
  serverEntry?: string;
  /** Default: `_fresh`. */
  outDir?: string;
  /** Default: `static`. */
  staticDir?: string;
  /** Default: `islands`. */
  islandDir?: string;
  /** Default: `routes`. */
  routeDir?: string;
  /** Route and island files to leave out; default: test files. Static files are not affected. */
  ignore?: RegExp[];
  sourceMap?: SourceMapOptions;
}

/** The options with absolute paths. */
export type ResolvedBuildConfig = Required<Omit<BuildOptions, "sourceMap">> & {
  mode: "development" | "production";
  buildId: string;
  sourceMap?: SourceMapOptions;
};

/** Gives an app the build it was made for. */
export type ApplyBuild = <State>(app: App<State>) => void;

/** Builds an app for production, or in memory for development and tests. */
export class Builder {
  readonly config: ResolvedBuildConfig;
  #islands = new Set<string>();
  #transformers: Transformer[] = [];

  constructor(options: BuildOptions = {}) {
    const root = parseDirPath(options.root ?? ".", Deno.cwd());
    const path = (value: string | undefined, fallback: string) =>
      parseDirPath(value ?? fallback, root);
    this.config = {
      root,
      serverEntry: path(options.serverEntry, "main.ts"),
      outDir: path(options.outDir, "_fresh"),
      staticDir: path(options.staticDir, "static"),
      islandDir: path(options.islandDir, "islands"),
      routeDir: path(options.routeDir, "routes"),
      target: options.target ?? ["chrome99", "firefox99", "safari15"],
      ignore: options.ignore ?? [TEST_FILE],
      mode: "production",
      buildId: BUILD_ID,
      ...(options.sourceMap === undefined ? {} : { sourceMap: options.sourceMap }),
    };
  }

  /** Adds an island file from outside the island folder, by path or file URL. */
  registerIsland(specifier: string): void {
    this.#islands.add(specifier);
  }

  /** Lets a function change static files. */
  onTransformStaticFile(options: OnTransformOptions, fn: TransformFn): void {
    this.#transformers.push({ options, fn });
  }

  /** Serves the app for development; `importApp` gives the app or a module that exports it. */
  async listen<State>(
    importApp: () => Promise<{ app: App<State> } | App<State>>,
    options: ListenOptions = {},
  ): Promise<void> {
    const apply = await this.build({ mode: "development", snapshot: "memory" });
    const imported = await importApp();
    const app = imported instanceof AppClass ? imported : imported.app;
    apply(app);
    await app.listen(options);
  }

  /** Builds to disk or into memory; the result gives the build to an app. */
  async build(
    options: { mode?: "development" | "production"; snapshot?: "disk" | "memory" } = {},
  ): Promise<ApplyBuild> {
    const mode = this.config.mode = options.mode ?? "production";
    await checkPrecompile(this.config.root);
    const result = await runBuild(this.config, this.#islands);
    if (options.snapshot !== "memory") {
      await writeBuild(this.config, result, this.#transformers);
      // A build on disk is started through its server.js; loading it here would be for nothing.
      return () => {};
    }
    const cache = await MemoryBuildCache.load(this.config, result, this.#transformers);
    return (app) => setBuildCache(app, cache, mode);
  }
}
