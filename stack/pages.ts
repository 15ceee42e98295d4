import { createHash } from "node:crypto";
import { join } from "node:path";
import { buildOnce } from "./build_once.ts";
import { ROOT } from "./data_folder.ts";
import { StackFault } from "./fault.ts";

/** All that a build is made of: files and folders of the repository. */
const SOURCES = ["deno.json", "deno.lock", "dev.ts", "main.ts", "state.ts"];
const FOLDERS = ["fresh", "islands", "lib", "routes", "static"];
/** OHIF is served by nginx; a test changes no page. */
const LEFT_OUT = /^ohif$|_test\.tsx?$/;

/**
 * `deno task build`: builds the portal's pages if their sources changed. The build is named after its sources, so that
 * a second copy started from the same checkout finds it and does not pull the first one's files
 * from under it.
 *
 * @param signal ends a build
 * @returns whether it had to be built
 * @throws {StackFault} with the last lines of what the build said
 */
export async function buildPages(signal?: AbortSignal): Promise<"built" | "kept"> {
  const id = await sourceDigest();
  return await buildOnce(join(ROOT, "_fresh"), () => isBuilt(id), () => build(id, signal));
}

async function build(id: string, signal?: AbortSignal): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "dev.ts", "build"],
    cwd: ROOT,
    env: { DENO_DEPLOYMENT_ID: id },
    stdout: "null",
    ...(signal === undefined ? {} : { signal }),
  }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim().split("\n").slice(-5).join("\n  ");
  throw new StackFault(`The portal's pages could not be built.\n  ${reason}`);
}

/** The addresses of the browser's modules in the build's snapshot carry its name. */
async function isBuilt(id: string): Promise<boolean> {
  try {
    return (await Deno.readTextFile(join(ROOT, "_fresh", "snapshot.js"))).includes(id);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function sourceDigest(): Promise<string> {
  const files = [...SOURCES];
  for (const folder of FOLDERS) files.push(...await filesBelow(folder));
  const hash = createHash("sha256");
  for (const path of files.sort()) {
    hash.update(`${path}\0`).update(await Deno.readFile(join(ROOT, path))).update("\0");
  }
  return hash.digest("hex").slice(0, 32);
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(join(ROOT, folder))) {
    if (LEFT_OUT.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory) found.push(...await filesBelow(path));
    else found.push(path);
  }
  return found;
}

if (import.meta.main) {
  const line = `pages ${await buildPages()}\n`;
  await Deno.stdout.write(new TextEncoder().encode(line));
}
