import * as esbuild from "esbuild";
import { basename, join } from "node:path";
import { parseDirPath } from "../config.ts";
import type { ResolvedBuildConfig } from "./builder.ts";
import { crawl, type CrawledRoute } from "./crawl.ts";
import { denoPlugin, FRESH_DIR } from "./resolve.ts";
import type { Bytes } from "./transform.ts";

/** What a build has found and made, before it is written or kept. */
export interface BuildResult {
  routes: CrawledRoute[];
  /** Island files with the name and the URL path of their bundle. */
  islands: { name: string; file: string; path: string }[];
  clientEntry: string;
  /** Browser modules by URL path. */
  modules: Map<string, Bytes>;
}

/** Finds routes and islands and bundles the islands. */
export async function runBuild(
  config: ResolvedBuildConfig,
  registered: Iterable<string>,
): Promise<BuildResult> {
  const { routes, islands } = await crawl(config);
  const others = [...registered].map((spec) => parseDirPath(spec, config.root));
  const names = uniqueNames(new Set([...islands, ...others]));
  const bundles = await bundle(config, names);
  const base = `/_fresh/js/${config.buildId}`;
  return {
    routes,
    islands: [...names].map(([name, path]) => ({ name, path, file: `${base}/${name}.js` })),
    clientEntry: `${base}/fresh-runtime.js`,
    modules: new Map([...bundles].map(([name, content]) => [`${base}/${name}`, content])),
  };
}

/** Builds under way: they share esbuild's service. */
let active = 0;

/** Bundles the runtime and the islands (files by name) for the browser, keyed by file name. */
async function bundle(
  { root, mode, target, buildId }: ResolvedBuildConfig,
  islands: Map<string, string>,
): Promise<Map<string, Bytes>> {
  const runtime = join(FRESH_DIR, "client/boot.ts");
  active++;
  try {
    const result = await esbuild.build({
      entryPoints: { ...Object.fromEntries(islands), "fresh-runtime": runtime },
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
      sourcemap: mode === "development" ? "linked" : false,
    });
    return new Map(result.outputFiles.map(({ path, contents }) => [
      basename(path),
      new Uint8Array(contents),
    ]));
  } finally {
    // The service is a child process: left running it would keep this process alive.
    if (--active === 0) await esbuild.stop();
  }
}

/** Hex SHA-256, as the static files' ETag. */
export async function sha256(content: Bytes): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
}

/** Files of the static folder that are never public: those in or with a name that starts with a
 * dot, except `.well-known`. */
export const HIDDEN: RegExp = /\/\.(?!well-known(?:\/|$))[^/]+(?:\/|$)/;

/** JavaScript identifiers for island files, numbered where they would be the same; by name. */
export function uniqueNames(files: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of files) {
    const base = basename(file).replace(/\.[tj]sx?$/, "");
    const name = base.replace(/^\d/, "_").replaceAll(/[^\w$]+/g, "_").replaceAll(/_{2,}/g, "_");
    let unique = name;
    for (let i = 1; names.has(unique); i++) unique = `${name}_${i}`;
    names.set(unique, file);
  }
  return names;
}

/** Media types by the ending of the file's name. */
const TYPES = new Map(
  ("avif image/avif,css text/css,csv text/csv,gif image/gif,htm text/html,html text/html," +
    "ico image/vnd.microsoft.icon,jpeg image/jpeg,jpg image/jpeg,js text/javascript," +
    "json application/json,map application/json,md text/markdown,mjs text/javascript," +
    "mp4 video/mp4,otf font/otf,pdf application/pdf,png image/png,svg image/svg+xml," +
    "ttf font/ttf,txt text/plain,wasm application/wasm,webmanifest application/manifest+json," +
    "webp image/webp,woff font/woff,woff2 font/woff2,xml text/xml")
    .split(",").map((pair) => pair.split(" ") as [string, string]),
);

/** The media type for a file name, `text/plain` for one that is not known. */
export function getContentType(path: string): string {
  const type = TYPES.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase());
  return type && /^text|json|xml/.test(type) ? `${type}; charset=UTF-8` : type ?? "text/plain";
}
