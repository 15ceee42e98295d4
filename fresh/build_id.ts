/** The environment names a deployment may carry its revision in, the first one set wins. */
const REVISION_NAMES = ["DENO_DEPLOYMENT_ID", "GITHUB_SHA", "CI_COMMIT_SHA"];

/** Query key that pins an asset to one build. */
export const ASSET_CACHE_BUST_KEY = "__frsh_c";

/** Identifies this build in asset URLs; the browser bundle gets a constant in place of this file. */
export let BUILD_ID: string = revision() ??
  crypto.randomUUID().replaceAll("-", "");

/** Takes over the id that a finished build was made with. */
export function setBuildId(id: string): void {
  BUILD_ID = id;
}

function revision(): string | undefined {
  for (const name of REVISION_NAMES) {
    // Asking first keeps a process without --allow-env from stopping at a prompt.
    if (
      Deno.permissions.querySync({ name: "env", variable: name }).state !==
        "granted"
    ) continue;
    const value = Deno.env.get(name);
    if (value) return value;
  }
  return undefined;
}
