import * as esbuild from "esbuild";
import { basename, join } from "node:path";
import { denoPlugin, FRESH_DIR } from "./resolve.ts";

/** Name of the browser runtime among the bundles. */
export const RUNTIME = "fresh-runtime";

/** Options of a production build's source maps, as esbuild takes them. */
export interface SourceMapOptions {
  kind?: esbuild.BuildOptions["sourcemap"];
  sourceRoot?: string;
  sourcesContent?: boolean;
}

/** What is bundled and how. */
export interface BundleOptions {
  root: string;
  /** Island files by the name of their bundle. */
  islands: Map<string, string>;
  mode: "development" | "production";
  target: string | string[];
  buildId: string;
  sourceMap?: SourceMapOptions | undefined;
}

/** Bundles the runtime and the islands for the browser; the result is keyed by file name. */
export async function bundle(
  options: BundleOptions,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const { root, mode, sourceMap } = options;
  const entryPoints: Record<string, string> = { [RUNTIME]: join(FRESH_DIR, "client/boot.ts") };
  for (const [name, path] of options.islands) entryPoints[name] = path;
  try {
    const result = await esbuild.build({
      entryPoints,
      absWorkingDir: root,
      outdir: root,
      write: false,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "browser",
      target: options.target,
      minify: mode === "production",
      jsx: "automatic",
      jsxImportSource: "preact",
      define: { "process.env.NODE_ENV": JSON.stringify(mode) },
      entryNames: "[name]",
      chunkNames: "chunk-[hash]",
      plugins: [denoPlugin(root, options.buildId)],
      logLevel: "silent",
      sourcemap: sourceMap?.kind ?? (mode === "development" ? "linked" : false),
      ...(sourceMap?.sourceRoot === undefined ? {} : { sourceRoot: sourceMap.sourceRoot }),
      sourcesContent: sourceMap?.sourcesContent ?? true,
    });
    return new Map(result.outputFiles.map((file) => [
      basename(file.path),
      new Uint8Array(file.contents),
    ]));
  } finally {
    // The service is a child process: left running it would keep this process alive.
    await esbuild.stop();
  }
}
