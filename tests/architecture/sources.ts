import { fileURLToPath } from "node:url";
import { walkFiles } from "../files.ts";
import { type Import, importsOf } from "./imports.ts";

/** A source file of the product or its tests. */
export interface Source {
  /** Path from the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly isTest: boolean;
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Every TypeScript file of the repository. */
export async function readSources(): Promise<Source[]> {
  const paths = await walkFiles(root, /\.tsx?$/);
  return await Promise.all(paths.map(async (absolute) => {
    const path = absolute.slice(root.length);
    const text = await Deno.readTextFile(absolute);
    const isTest = path.startsWith("tests/") || /_test\.tsx?$|(^|\/)test_[^/]*$/.test(path);
    return { path, text, imports: importsOf(path, text), isTest };
  }));
}
