import { dirname, join, relative } from "node:path";
import type { FileSnapshot } from "../server/build_cache.ts";
import { type BuildResult, getContentType, HIDDEN, sha256 } from "./build.ts";
import type { ResolvedBuildConfig } from "./builder.ts";
import { posix, walk } from "./crawl.ts";
import { type Bytes, type Transformer, transformFile } from "./transform.ts";

type Files = Map<string, FileSnapshot>;

/** Writes a build: browser modules, changed static files, snapshot.js and server.js. */
export async function writeBuild(
  config: ResolvedBuildConfig,
  result: BuildResult,
  transformers: Transformer[],
): Promise<void> {
  const { outDir, staticDir } = config;
  await Deno.remove(join(outDir, "static"), { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const files: Files = new Map();
  const add = async (pathname: string, content: Bytes, unchanged?: string) => {
    const path = unchanged ?? await write(outDir, join("static", pathname), content);
    const [filePath, contentType] = [posix(relative(outDir, path)), getContentType(path)];
    files.set(pathname, { filePath, hash: await sha256(content), contentType });
  };
  for (const [pathname, content] of result.modules) await add(pathname, content);
  for await (const path of walk(staticDir, [])) {
    const pathname = `/${posix(relative(staticDir, path))}`;
    // The build's folder may lie inside the static folder.
    if (HIDDEN.test(pathname) || !relative(outDir, path).startsWith("..")) continue;
    const changed = await transformFile(path, transformers, config);
    if (changed !== null) await add(pathname, changed);
    else await add(pathname, await Deno.readFile(path), path);
  }
  const setId = `setBuildId(${JSON.stringify(config.buildId)});`;
  await write(outDir, "build_id.js", `import { setBuildId } from "fresh/internal";\n${setId}\n`);
  await write(outDir, "snapshot.js", snapshotModule(config, result, files));
  await write(outDir, "server.js", serverModule(config));
}

async function write(outDir: string, name: string, content: string | Bytes): Promise<string> {
  const path = join(outDir, name);
  await Deno.mkdir(dirname(path), { recursive: true });
  if (typeof content === "string") await Deno.writeTextFile(path, content);
  else await Deno.writeFile(path, content);
  return path;
}

function snapshotModule(config: ResolvedBuildConfig, result: BuildResult, files: Files): string {
  const imports: string[] = [];
  const load = (path: string) => {
    const name = `mod${imports.length}`;
    imports.push(`import * as ${name} from ${specifier(config, path)};\n`);
    return name;
  };
  const item = (info: unknown, mod: string) => `    { ...${JSON.stringify(info)}, mod: ${mod} },\n`;
  const islands = result.islands.map(({ path, ...island }) => item(island, load(path)));
  const routes = result.routes.map(({ lazy, ...route }) => {
    const path = route.filePath;
    const mod = lazy ? `() => import(${specifier(config, path)})` : load(path);
    return item({ ...route, filePath: posix(relative(config.root, path)) }, mod);
  });
  const statics = [...files].map((entry) => `    ${JSON.stringify(entry)},\n`);
  return `import { islandsOf } from "fresh/internal";\n${imports.join("")}
export const snapshot = {
  clientEntry: ${JSON.stringify(result.clientEntry)},
  staticFiles: new Map([\n${statics.join("")}  ]),
  islands: islandsOf([\n${islands.join("")}  ]),
  fsRoutes: [\n${routes.join("")}  ],
};
`;
}

function serverModule(config: ResolvedBuildConfig): string {
  const root = JSON.stringify(posix(relative(config.outDir, config.root)) || ".");
  // The build's id comes first: modules may use asset() while they are loaded.
  return `import "./build_id.js";
import { ProdBuildCache, setBuildCache } from "fresh/internal";
import { snapshot } from "./snapshot.js";
import { app } from ${specifier(config, config.serverEntry)};

const outDir = import.meta.dirname;
setBuildCache(app, new ProdBuildCache(outDir + "/" + ${root}, outDir, snapshot), "production");
export default { fetch: app.handler() };
`;
}

function specifier(config: ResolvedBuildConfig, path: string): string {
  const to = posix(relative(config.outDir, path));
  return JSON.stringify(to.startsWith(".") ? to : `./${to}`);
}
