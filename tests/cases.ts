import { fileURLToPath } from "node:url";

/**
 * The folder of real cases, which are no part of this repository: NEURONOVA_CASES, or
 * ../shared/cases beside the repository. The one place that knows it.
 */
export function casesFolder(): string {
  return Deno.env.get("NEURONOVA_CASES") ??
    fileURLToPath(new URL("../../shared/cases", import.meta.url));
}

/**
 * Registers a test that needs real cases: `needs` are paths under the cases folder. Where one is
 * absent the test is registered as ignored, so that it is counted as skipped.
 */
export function caseTest(
  name: string,
  needs: readonly string[],
  fn: (folder: string) => void | Promise<void>,
): void {
  const folder = casesFolder();
  const ignore = !needs.every((path) => exists(`${folder}/${path}`));
  Deno.test({ name, ignore, fn: () => fn(folder) });
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
