import { join } from "node:path";

/** Elements that must stay vnodes, or the server could not change them while rendering. */
const SKIPPED = "a img source body html head title meta script link style base noscript template";

/** Refuses a deno.json whose precompiled JSX would hide elements from Fresh. */
export async function checkPrecompile(root: string): Promise<void> {
  const text = await Deno.readTextFile(join(root, "deno.json")).catch(() => "{}");
  const options = JSON.parse(text).compilerOptions ?? {};
  const skipped: string[] = options.jsxPrecompileSkipElements ?? [];
  const missing = SKIPPED.split(" ").filter((name) => !skipped.includes(name));
  if (options.jsx !== "precompile" || missing.length === 0) return;
  throw new Error(
    `Expected deno.json "compilerOptions.jsxPrecompileSkipElements" to contain these elements, ` +
      `too: ${missing.join(", ")}`,
  );
}
