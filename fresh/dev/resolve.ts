import type { OnLoadResult, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ASSET_CACHE_BUST_KEY } from "../build_id.ts";
import { notInStandIn } from "../error.ts";

/** Folder of this package. */
export const FRESH_DIR: string = fileURLToPath(new URL("..", import.meta.url));
const BUILD_ID_FILE = join(FRESH_DIR, "build_id.ts");

interface DenoJson {
  dir: string;
  imports?: Record<string, string>;
  exports?: Record<string, string>;
}

/** Lets esbuild resolve imports as Deno does: nearest deno.json, then node_modules of the app. */
export function denoPlugin(root: string, buildId: string): Plugin {
  const configs = new Map<string, Promise<DenoJson | null>>();
  const setup = (build: PluginBuild) => {
    build.onResolve({ filter: /.*/ }, async (args) => {
      if (args.kind === "entry-point" || args.importer.includes("/node_modules/")) return undefined;
      if (args.pluginData === denoPlugin) return undefined;
      if (args.importer === "" || args.path.startsWith(".")) return local(args);
      const config = await nearestConfig(args.resolveDir, configs);
      return await resolveMapped(mapped(args.path, config), args, { build, root });
    });
    build.onLoad({ filter: /.*/, namespace: "build-id" }, () => ({
      contents: `export const BUILD_ID = ${JSON.stringify(buildId)};
        export const ASSET_CACHE_BUST_KEY = ${JSON.stringify(ASSET_CACHE_BUST_KEY)};`,
    }));
    build.onLoad({ filter: /\.[tj]sx?$/ }, async ({ path }): Promise<OnLoadResult | undefined> => {
      if (path.includes("/node_modules/")) return undefined;
      const contents = inlineEnv(await Deno.readTextFile(path));
      return { contents, loader: extname(path).slice(1) as "ts" | "tsx" | "js" | "jsx" };
    });
  };
  return { name: "deno", setup };
}

function local(args: OnResolveArgs): OnResolveResult {
  return file(join(args.resolveDir, args.path));
}

function file(path: string): OnResolveResult {
  return path === BUILD_ID_FILE ? { path, namespace: "build-id" } : { path };
}

/** Applies an import map: exact names first, then names whose entry names a package or folder. */
function mapped(specifier: string, config: DenoJson | null): string {
  const imports = config?.imports ?? {};
  const target = imports[specifier];
  if (target !== undefined) return absolute(target, config);
  for (const [name, value] of Object.entries(imports)) {
    const prefix = name.endsWith("/") ? name : `${name}/`;
    if (!specifier.startsWith(prefix)) continue;
    const rest = specifier.slice(prefix.length);
    return absolute(value.endsWith("/") ? value + rest : `${value}/${rest}`, config);
  }
  return specifier;
}

function absolute(target: string, config: DenoJson | null): string {
  return target.startsWith(".") ? join(config?.dir ?? "", target) : target;
}

async function resolveMapped(
  target: string,
  args: OnResolveArgs,
  { build, root }: { build: PluginBuild; root: string },
): Promise<OnResolveResult> {
  if (target.startsWith("/")) return file(target);
  if (target.startsWith("file:")) return file(fileURLToPath(target));
  if (target.startsWith("node:")) return { path: target, external: true };
  if (/^jsr:\/?@fresh\/core(?:@[^/]*)?(?=\/|$)/.test(target)) return file(await freshFile(target));
  if (/^(?:jsr|https?):/.test(target)) notInStandIn(`Bundling of remote module ${target}`);
  const name = target.replace(/^npm:\/?((?:@[^/]+\/)?[^/@]+)(?:@[^/]*)?/, "$1");
  const { kind, importer } = args;
  const options = { resolveDir: root, kind, importer, pluginData: denoPlugin };
  const found = await build.resolve(name, options);
  if (found.errors.length > 0) return { errors: found.errors };
  return { path: found.path, namespace: found.namespace, sideEffects: found.sideEffects };
}

/** The file of one of this package's own exports. */
async function freshFile(specifier: string): Promise<string> {
  const name = specifier.replace(/^jsr:\/?@fresh\/core(?:@[^/]*)?/, ".");
  const config = JSON.parse(await Deno.readTextFile(join(FRESH_DIR, "deno.json"))) as DenoJson;
  const path = config.exports?.[name];
  return path === undefined ? notInStandIn(specifier) : join(FRESH_DIR, path);
}

function nearestConfig(
  dir: string,
  configs: Map<string, Promise<DenoJson | null>>,
): Promise<DenoJson | null> {
  let config = configs.get(dir);
  if (config === undefined) {
    config = readConfig(dir).then((found) => {
      if (found?.imports !== undefined || dirname(dir) === dir) return found;
      return nearestConfig(dirname(dir), configs);
    });
    configs.set(dir, config);
  }
  return config;
}

async function readConfig(dir: string): Promise<DenoJson | null> {
  try {
    const text = await Deno.readTextFile(join(dir, "deno.json"));
    return { ...JSON.parse(text) as DenoJson, dir };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Replaces environment look-ups: only FRESH_PUBLIC_* values may reach the browser. */
function inlineEnv(code: string): string {
  return code
    .replaceAll(/\bDeno\.env\.get\(\s*["'`](\w+)["'`]\s*\)/g, (_all, name) => envValue(name))
    .replaceAll(/\bprocess\.env\.(?!NODE_ENV\b)(\w+)/g, (_all, name) => envValue(name))
    .replaceAll(/\bprocess\.env\[["'`](\w+)["'`]\]/g, (_all, name) => envValue(name));
}

function envValue(name: string): string {
  const value = name.startsWith("FRESH_PUBLIC_") ? Deno.env.get(name) : undefined;
  return value === undefined ? "undefined" : JSON.stringify(value);
}
