import { join } from "node:path";
import { StackFault } from "../fault.ts";

/** The one version whose inner names static/ohif/app-config.js relies on, and its checksum. */
export const OHIF = {
  version: "3.13.2",
  integrity:
    "sha512-WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==",
} as const;

const REGISTRY = {
  action: "See that the npm registry is reachable and that there is room, then start again.",
} as const;

/**
 * Brings `@ohif/app` into `dir` and unpacks it: by `npm pack`, which follows the machine's npm
 * settings (`npm install` fails: a dependency of that version is not in the registry), or from the
 * registry itself where there is no npm. Whatever came is held against the checksum.
 *
 * @returns its dist folder
 * @throws {StackFault} when it cannot be had or is not what it should be
 */
export async function downloadOhif(dir: string): Promise<string> {
  const archive = join(dir, "ohif.tgz");
  await pack(dir, archive);
  const digest = await crypto.subtle.digest("SHA-512", await Deno.readFile(archive));
  if (`sha512-${new Uint8Array(digest).toBase64()}` !== OHIF.integrity) {
    throw new StackFault(`What the npm registry gave as @ohif/app ${OHIF.version} is altered.`, {
      action: "See which registry npm is set to use, then start again.",
    });
  }
  await run(["tar", "-xzf", archive, "-C", dir, "--no-same-owner"], "OHIF could not be unpacked");
  return join(dir, "package", "dist");
}

async function pack(dir: string, archive: string): Promise<void> {
  const words = ["npm", "pack", `@ohif/app@${OHIF.version}`, "--ignore-scripts", "--silent"];
  try {
    const name = await run([...words, "--pack-destination", dir], "OHIF could not be fetched");
    await Deno.rename(join(dir, name.trim().split("\n").at(-1) ?? ""), archive);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await fetchArchive(archive); // no npm on this machine
  }
}

async function fetchArchive(archive: string): Promise<void> {
  const address = `https://registry.npmjs.org/@ohif/app/-/app-${OHIF.version}.tgz`;
  const response = await fetch(address, { signal: AbortSignal.timeout(180_000) });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new StackFault(
      `OHIF could not be fetched: ${address} answered ${response.status}.`,
      REGISTRY,
    );
  }
  await Deno.writeFile(archive, response.body);
}

async function run([command = "", ...args]: string[], failure: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args }).output();
  const decoder = new TextDecoder();
  if (code === 0) return decoder.decode(stdout);
  const reason = decoder.decode(stderr).trim().split("\n").slice(-3).join("\n  ");
  throw new StackFault(
    `${failure}.\n  ${reason}`,
    REGISTRY,
  );
}
