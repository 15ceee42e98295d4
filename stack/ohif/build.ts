import { dirname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { stop as stopEsbuild } from "esbuild";
import { BOOT_SCRIPT, isUnwanted, rebase } from "./rebase.ts";

/** What a build holds, for the line that reports it. */
export interface ViewerSize {
  readonly files: number;
  readonly bytes: number;
}

/** Text that OHIF's paths can stand in. */
const TEXT = /\.(js|html|json|css|xml|webapp)$/;
/** What nginx serves precompressed (gzip_static, brotli_static). */
const COMPRESSIBLE = /\.(js|css|html|json|wasm|svg|xml)$/;

/**
 * Makes the viewer that nginx serves under /ohif/ out of the dist folder of `@ohif/app`: drops what
 * is unwanted, re-bases, minifies, precompresses. Several files at once, since esbuild works in
 * threads of its own while this one compresses.
 */
export async function buildViewer(dist: string, out: string): Promise<ViewerSize> {
  const files = (await filesBelow(dist, "")).filter((path) => !isUnwanted(path));
  let bytes = 0;
  const queue = files.values();
  const worker = async () => {
    for (const path of queue) bytes += await buildFile(dist, out, path);
  };
  try {
    await Promise.all([worker(), worker(), worker()]);
  } finally {
    await stopEsbuild();
  }
  bytes += await write(join(out, "boot.js"), new TextEncoder().encode(BOOT_SCRIPT));
  return { files: files.length + 1, bytes };
}

async function buildFile(dist: string, out: string, path: string): Promise<number> {
  let content = await Deno.readFile(join(dist, path));
  if (TEXT.test(path)) {
    content = new TextEncoder().encode(await rebase(path, new TextDecoder().decode(content)));
  }
  return await write(join(out, path), content);
}

/** Writes a file and, where it pays, its .gz and .br beside it. */
async function write(path: string, content: Uint8Array): Promise<number> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeFile(path, content);
  if (!COMPRESSIBLE.test(path) || content.length < 1024) return content.length;
  await Deno.writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }; // 11 takes ten times as long for 3 %
  await Deno.writeFile(`${path}.br`, brotliCompressSync(content, { params }));
  return content.length;
}

async function filesBelow(root: string, path: string): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(join(root, path))) {
    const below = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory) files.push(...await filesBelow(root, below));
    else if (entry.isFile) files.push(below);
  }
  return files;
}
