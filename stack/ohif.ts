import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildOnce } from "./build_once.ts";
import { buildViewer } from "./ohif/build.ts";
import { downloadOhif, OHIF } from "./ohif/download.ts";
import { VIEWER_BASE } from "./ohif/rebase.ts";

/** static/ohif: app-config.js is ours, `.viewer/` is the build, which
 * git ignores and, for its dot, Fresh does not take for the portal's static files. */
const FOLDER = fileURLToPath(new URL("../static/ohif", import.meta.url));
const VIEWER = join(FOLDER, ".viewer");
/** Written into a finished build; a build with another one is made anew. Raise `recipe` on change. */
const STAMP = JSON.stringify({ ...OHIF, base: VIEWER_BASE, recipe: 3 });

/**
 * Prepares the OHIF viewer once for this checkout. A second start, also one at the same time, finds
 * it there; a build that was cut off leaves nothing that could be taken for a finished one.
 *
 * @returns whether it had to be built
 */
export function prepareViewer(): Promise<"built" | "kept"> {
  return buildOnce(FOLDER, async () => await stampOf(VIEWER) === STAMP, build);
}

async function build(): Promise<void> {
  await remove(join(FOLDER, ".draft"));
  const download = await Deno.makeTempDir({ prefix: "neuronova-ohif-" });
  try {
    const draft = join(FOLDER, ".draft");
    await buildViewer(await downloadOhif(download), draft);
    await Deno.copyFile(join(download, "package", "LICENSE"), join(draft, "LICENSE"));
    await Deno.writeTextFile(join(draft, ".stamp.json"), STAMP);
    await remove(VIEWER);
    await Deno.rename(draft, VIEWER);
  } finally {
    await remove(download);
  }
}

async function stampOf(viewer: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(join(viewer, ".stamp.json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

if (import.meta.main) {
  const started = performance.now();
  const what = await prepareViewer();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const line = `OHIF ${OHIF.version} ${what} in ${seconds} s\n`;
  await Deno.stdout.write(new TextEncoder().encode(line));
}
