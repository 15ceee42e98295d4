import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ASSET_CACHE_BUST_KEY } from "../build_id.ts";
import { notInStandIn } from "../error.ts";

/** Folder of this package. */
export const FRESH_DIR: string = fileURLToPath(new URL("..", import.meta.url));

/** Specifiers of this package, with or without a version. */
const FRESH = /^jsr:\/?@fresh\/core(?:@[^/]*)?(?=\/|$)/;

type Names = Record<string, string>;
type DenoJson = { dir: string; imports?: Names; exports?: Names };

/** Lets esbuild resolve imports as Deno does: nearest deno.json, then node_modules of the app. */
export function denoPlugin(root: string, buildId: string): Plugin {
  const setup = (build: PluginBuild): void => {
    build.onResolve({ filter: /.*/ }, async (args) => {
      const isOurs = args.kind !== "entry-point" && args.pluginData !== denoPlugin &&
        !args.importer.includes("/node_modules/");
      if (!isOurs) return undefined;
      if (args.path.startsWith(".")) return { path: join(args.resolveDir, args.path) };
      const target = mapped(args.path, await nearestConfig(args.resolveDir));
      return await resolveMapped(target, args, build, root);
    });
    build.onLoad({ filter: /\.[tj]sx?$/ }, async ({ path }) => {
      if (path.includes("/node_modules/")) return undefined;
      if (path === join(FRESH_DIR, "build_id.ts")) {
        const [id, key] = [buildId, ASSET_CACHE_BUST_KEY].map((text) => JSON.stringify(text));
        return { contents: `export const BUILD_ID = ${id}, ASSET_CACHE_BUST_KEY = ${key};` };
      }
      const contents = inlineEnv(await Deno.readTextFile(path));
      return { contents, loader: extname(path).slice(1) as "ts" | "tsx" | "js" | "jsx" };
    });
  };
  return { name: "deno", setup };
}

/** Applies an import map: exact names first, then names whose entry names a package or folder. */
function mapped(specifier: string, { dir, imports = {} }: DenoJson): string {
  const absolute = (target: string) => target.startsWith(".") ? join(dir, target) : target;
  const target = imports[specifier];
  if (target !== undefined) return absolute(target);
  for (const [name, value] of Object.entries(imports)) {
    const prefix = name.replace(/\/?$/, "/");
    if (!specifier.startsWith(prefix)) continue;
    return absolute(value.replace(/\/?$/, "/") + specifier.slice(prefix.length));
  }
  return specifier;
}

async function resolveMapped(
  target: string,
  { kind, importer }: OnResolveArgs,
  build: PluginBuild,
  root: string,
): Promise<OnResolveResult> {
  if (target.startsWith("/")) return { path: target };
  if (target.startsWith("file:")) return { path: fileURLToPath(target) };
  if (target.startsWith("node:")) return { path: target, external: true };
  if (FRESH.test(target)) {
    const { exports = {} } = await nearestConfig(FRESH_DIR);
    const path = exports[target.replace(FRESH, ".")] ?? notInStandIn(target);
    return { path: join(FRESH_DIR, path) };
  }
  if (/^(?:jsr|https?):/.test(target)) notInStandIn(`Bundling of remote module ${target}`);
  const name = target.replace(/^npm:\/?((?:@[^/]+\/)?[^/@]+)(?:@[^/]*)?/, "$1");
  const options = { resolveDir: root, kind, importer, pluginData: denoPlugin };
  const { errors, path, namespace, sideEffects } = await build.resolve(name, options);
  return errors.length > 0 ? { errors } : { path, namespace, sideEffects };
}

async function nearestConfig(dir: string): Promise<DenoJson> {
  try {
    const config: DenoJson = JSON.parse(await Deno.readTextFile(join(dir, "deno.json")));
    if (config.imports !== undefined) return { ...config, dir };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return dirname(dir) === dir ? { dir } : await nearestConfig(dirname(dir));
}

/** Replaces environment look-ups: only FRESH_PUBLIC_* values may reach the browser. */
function inlineEnv(code: string): string {
  const valueOf = (_all: string, name: string) => {
    const value = name.startsWith("FRESH_PUBLIC_") ? Deno.env.get(name) : undefined;
    return value === undefined ? "undefined" : JSON.stringify(value);
  };
  return code
    .replaceAll(/\bDeno\.env\.get\(\s*["'`](\w+)["'`]\s*\)/g, valueOf)
    .replaceAll(/\bprocess\.env\.(?!NODE_ENV\b)(\w+)/g, valueOf)
    .replaceAll(/\bprocess\.env\[["'`](\w+)["'`]\]/g, valueOf);
}
