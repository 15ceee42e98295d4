import { App, setBuildCache } from "../app.ts";
import { BUILD_ID } from "../build_id.ts";
import { parseDirPath } from "../config.ts";
import { notInStandIn } from "../error.ts";
import type { ListenOptions } from "../types.ts";
import { runBuild } from "./build.ts";
import { TEST_FILE } from "./crawl.ts";
import { writeBuild } from "./disk.ts";
import { loadModules, MemoryBuildCache } from "./memory.ts";
import type { OnTransformOptions, Transformer, TransformFn } from "./transform.ts";

/** The options with defaults and absolute paths; `target` is what esbuild takes as such. */
export interface ResolvedBuildConfig {
  target: string | string[];
  root: string;
  serverEntry: string;
  outDir: string;
  staticDir: string;
  islandDir: string;
  routeDir: string;
  /** Route and island files to leave out; default: test files. Static files are not affected. */
  ignore: RegExp[];
  mode: "development" | "production";
  buildId: string;
}

/** Options of `new Builder()`. */
export type BuildOptions = Partial<Omit<ResolvedBuildConfig, "mode" | "buildId">>;

/** Builds an app for production, or in memory for development and tests. */
export class Builder {
  readonly config: ResolvedBuildConfig;
  #islands = new Set<string>();
  #transformers: Transformer[] = [];

  constructor(options: BuildOptions = {}) {
    if ("sourceMap" in options) notInStandIn('The option "sourceMap" of Builder');
    const root = parseDirPath(options.root ?? ".", Deno.cwd());
    this.config = {
      target: ["chrome99", "firefox99", "safari15"],
      ignore: [TEST_FILE],
      ...options,
      root,
      serverEntry: parseDirPath(options.serverEntry ?? "main.ts", root),
      outDir: parseDirPath(options.outDir ?? "_fresh", root),
      staticDir: parseDirPath(options.staticDir ?? "static", root),
      islandDir: parseDirPath(options.islandDir ?? "islands", root),
      routeDir: parseDirPath(options.routeDir ?? "routes", root),
      mode: "production",
      buildId: BUILD_ID,
    };
  }

  /** Adds an island file from outside the island folder, by path or file URL. */
  registerIsland(specifier: string): void {
    if (/^(?:jsr|npm|https?):/.test(specifier)) notInStandIn(`The remote island ${specifier}`);
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
    const app = imported instanceof App ? imported : imported.app;
    app.config.mode = "development";
    apply(app);
    await app.listen(options);
  }

  /** Builds to disk, or into memory: then the result gives the build to an app. */
  async build(
    options: { mode?: "development" | "production"; snapshot?: "disk" | "memory" } = {},
  ): Promise<<State>(app: App<State>) => void> {
    const config = this.config;
    config.mode = options.mode ?? "production";
    const result = await runBuild(config, this.#islands);
    if (options.snapshot !== "memory") {
      await writeBuild(config, result, this.#transformers);
      // A build on disk is started through its server.js; loading it here would be for nothing.
      return () => {};
    }
    // deno-lint-ignore no-explicit-any -- loaded modules are untyped, the app they are for types them
    const modules = await loadModules<any>(result);
    const cache = new MemoryBuildCache(config, result, modules, this.#transformers);
    return (app) => setBuildCache(app, cache, app.config.mode);
  }
}
