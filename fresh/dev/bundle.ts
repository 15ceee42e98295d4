import * as esbuild from "esbuild";
import { basename, join } from "node:path";
import type { ResolvedBuildConfig } from "./builder.ts";
import { denoPlugin, FRESH_DIR } from "./resolve.ts";

/** Name of the browser runtime among the bundles. */
export const RUNTIME = "fresh-runtime";

/** Options of source maps, as esbuild takes them. */
export interface SourceMapOptions {
  kind?: esbuild.BuildOptions["sourcemap"];
  sourceRoot?: string;
  sourcesContent?: boolean;
}

/** Bundles the runtime and the islands (files by name) for the browser, keyed by file name. */
export async function bundle(
  { root, mode, target, buildId, sourceMap = {} }: ResolvedBuildConfig,
  islands: Map<string, string>,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const { kind = mode === "development" ? "linked" : false, ...mapOptions } = sourceMap;
  try {
    const result = await esbuild.build({
      entryPoints: { [RUNTIME]: join(FRESH_DIR, "client/boot.ts"), ...Object.fromEntries(islands) },
      absWorkingDir: root,
      outdir: root,
      write: false,
      bundle: true,
      splitting: true,
      format: "esm",
      target,
      minify: mode === "production",
      jsx: "automatic",
      jsxImportSource: "preact",
      define: { "process.env.NODE_ENV": JSON.stringify(mode) },
      chunkNames: "chunk-[hash]",
      plugins: [denoPlugin(root, buildId)],
      logLevel: "silent",
      sourcemap: kind,
      ...mapOptions,
    });
    return new Map(result.outputFiles.map(({ path, contents }) => [
      basename(path),
      new Uint8Array(contents),
    ]));
  } finally {
    // The service is a child process: left running it would keep this process alive.
    await esbuild.stop();
  }
}
