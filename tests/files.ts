import { join } from "node:path";

/** Folders that hold nothing of ours, or nothing that is TypeScript. */
const FOREIGN = new Set(["node_modules", "_fresh", ".data", ".git", ".viewer", "docs"]);

/** Paths of the files below `folder` whose name matches, sorted, foreign folders left out. */
export async function walkFiles(folder: string, name: RegExp): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (FOREIGN.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory) found.push(...await walkFiles(path, name));
    else if (name.test(entry.name)) found.push(path);
  }
  return found.sort();
}
