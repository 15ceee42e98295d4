/** Query key that pins an asset to one build. */
export const ASSET_CACHE_BUST_KEY = "__frsh_c";

/** Identifies this build in asset URLs; the browser bundle has a constant in place of this file. */
export let BUILD_ID: string = revision() ?? crypto.randomUUID().replaceAll("-", "");

/** Takes over the id that a finished build was made with. */
export function setBuildId(id: string): void {
  BUILD_ID = id;
}

/** The revision that a deployment carries in its environment. */
function revision(): string | undefined {
  const names = ["DENO_DEPLOYMENT_ID", "GITHUB_SHA", "CI_COMMIT_SHA"];
  // Asking first keeps a process without --allow-env from stopping at a prompt.
  const mayRead = (variable: string) =>
    Deno.permissions.querySync({ name: "env", variable }).state === "granted";
  return names.filter(mayRead).map((name) => Deno.env.get(name)).find(Boolean);
}
