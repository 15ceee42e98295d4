import { dirname, join, relative, sep } from "node:path";
import { type BuildResult, HIDDEN, sha256 } from "./build.ts";
import type { ResolvedBuildConfig } from "./builder.ts";
import { walk } from "./crawl.ts";
import { type Transformer, transformFile } from "./transform.ts";
import type { FileSnapshot } from "../server/build_cache.ts";
import { getContentType } from "../server/content_type.ts";

/** Writes a build: browser modules, changed static files, snapshot.js and server.js. */
export async function writeBuild(
  config: ResolvedBuildConfig,
  result: BuildResult,
  transformers: Transformer[],
): Promise<void> {
  await Deno.remove(join(config.outDir, "static"), { recursive: true }).catch(ignoreMissing);
  const files = new Map<string, FileSnapshot>();
  for (const [pathname, content] of result.modules) {
    await addFile(config, files, pathname, content);
  }
  for await (const path of walk(config.staticDir, [HIDDEN])) {
    // The build's folder may lie inside the static folder.
    if (!relative(config.outDir, path).startsWith("..")) continue;
    const pathname = `/${posix(relative(config.staticDir, path))}`;
    const content = await transformFile(path, transformers, config);
    if (content !== null) await addFile(config, files, pathname, content);
    else files.set(pathname, await snapshotOf(path, config, await Deno.readFile(path)));
  }
  await write(config, "build_id.js", buildIdModule(config.buildId));
  await write(config, "snapshot.js", snapshotModule(config, result, files));
  await write(config, "server.js", serverModule(config));
}

async function addFile(
  config: ResolvedBuildConfig,
  files: Map<string, FileSnapshot>,
  pathname: string,
  content: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const path = await write(config, join("static", pathname), content);
  files.set(pathname, await snapshotOf(path, config, content));
}

async function snapshotOf(
  path: string,
  config: ResolvedBuildConfig,
  content: Uint8Array<ArrayBuffer>,
): Promise<FileSnapshot> {
  return {
    filePath: posix(relative(config.outDir, path)),
    hash: await sha256(content),
    contentType: getContentType(path),
  };
}

async function write(
  config: ResolvedBuildConfig,
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
): Promise<string> {
  const path = join(config.outDir, name);
  await Deno.mkdir(dirname(path), { recursive: true });
  if (typeof content === "string") await Deno.writeTextFile(path, content);
  else await Deno.writeFile(path, content);
  return path;
}

function buildIdModule(buildId: string): string {
  return `import { setBuildId } from "fresh/internal";\nsetBuildId(${JSON.stringify(buildId)});\n`;
}

function snapshotModule(
  config: ResolvedBuildConfig,
  result: BuildResult,
  files: Map<string, FileSnapshot>,
): string {
  const imports: string[] = [];
  const load = (path: string) => {
    const name = `mod${imports.length}`;
    imports.push(`import * as ${name} from ${specifier(config, path)};\n`);
    return name;
  };
  const islands = result.islands.map(({ path, ...island }) =>
    `    { ...${JSON.stringify(island)}, mod: ${load(path)} },\n`
  );
  const routes = result.routes.map(({ lazy, ...route }) => {
    const path = route.filePath;
    const mod = lazy ? `() => import(${specifier(config, path)})` : load(path);
    const info = { ...route, filePath: posix(relative(config.root, path)) };
    return `    { ...${JSON.stringify(info)}, mod: ${mod} },\n`;
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
  return `import "./build_id.js";
import { ProdBuildCache, setBuildCache } from "fresh/internal";
import { snapshot } from "./snapshot.js";
import { app } from ${specifier(config, config.serverEntry)};

const outDir = import.meta.dirname;
setBuildCache(app, new ProdBuildCache(\`\${outDir}/\${${root}}\`, outDir, snapshot), "production");
export default { fetch: app.handler() };
`;
}

function specifier(config: ResolvedBuildConfig, path: string): string {
  const to = posix(relative(config.outDir, path));
  return JSON.stringify(to.startsWith(".") ? to : `./${to}`);
}

function posix(path: string): string {
  return path.replaceAll(sep, "/");
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
