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

/** A JavaScript identifier for a module specifier: `islands/my-chart.tsx` gives `my_chart`. */
export function specToName(spec: string): string {
  const host = /^https?:\/\/([^/:.]+)[^/]*\/?$/.exec(spec)?.[1];
  const bare = spec.replace(/^(?:jsr|npm):/, "").replace(/(?<=.)@[^/]+/, "");
  const base = host ?? bare.replace(/^@([^/]+)\/([^/]+)$/, "$1_$2").replace(/^.*\//, "");
  return base.replace(/\.[tj]sx?$/, "").replaceAll(/[^\w$]+/g, "_").replace(/^\d+/, "");
}

/** Names for several specifiers, numbered where they would be the same; by name. */
function uniqueNames(specs: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const spec of specs) {
    const name = specToName(spec);
    let unique = name;
    for (let i = 1; names.has(unique); i++) unique = `${name}_${i}`;
    names.set(unique, spec);
  }
  return names;
}

/** File name endings and their media types; those in the second list are sent as UTF-8. */
const TYPES = new Map(
  ("avif image/avif,gif image/gif,ico image/vnd.microsoft.icon,jpeg image/jpeg,jpg image/jpeg," +
    "mp4 video/mp4,otf font/otf,pdf application/pdf,png image/png,ttf font/ttf," +
    "wasm application/wasm,webp image/webp,woff font/woff,woff2 font/woff2")
    .split(",").map((pair) => pair.split(" ") as [string, string]),
);
const TEXT_TYPES = "css text/css,csv text/csv,htm text/html,html text/html,js text/javascript," +
  "json application/json,map application/json,md text/markdown,mjs text/javascript," +
  "svg image/svg+xml,txt text/plain,webmanifest application/manifest+json,xml text/xml";
for (const pair of TEXT_TYPES.split(",")) {
  const [ending = "", type] = pair.split(" ");
  TYPES.set(ending, `${type}; charset=UTF-8`);
}

/** The media type for a file name, `text/plain` for one that is not known. */
export function getContentType(path: string): string {
  return TYPES.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase()) ?? "text/plain";
}
