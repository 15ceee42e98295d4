import { statfs } from "node:fs/promises";
import type { Config } from "../../lib/config/config.ts";
import { loadPacks } from "../../lib/models/load_packs.ts";
import type { Check } from "./check.ts";

/** Less free space than this is trouble soon: a study and its result are some 100 MB. */
const LEAST_FREE = 2e9;

/** Every model pack passes its checks, and there is one. */
export function modelsCheck({ models: { dir } }: Config): Check {
  return {
    name: "models",
    action: `Put whole model packs into ${dir}; \`deno task cli model list\` says what is wrong.`,
    async ask() {
      const { packs, refused } = await loadPacks(dir);
      if (refused.length > 0) {
        throw new Error(`refused: ${refused.map(({ directory }) => directory).join(", ")}`);
      }
      if (packs.length === 0) throw new Error("there is no model pack");
      return {
        detail: packs.map(({ manifest: { id, version } }) => `${id} ${version}`).join(", "),
      };
    },
  };
}

/** Free space where this program runs. */
export function diskCheck({ models: { dir } }: Config): Check {
  return {
    name: "disk",
    action: "Free some space: the PACS and the database refuse writes when the disk is full.",
    async ask() {
      const { state } = await Deno.permissions.query({ name: "sys", kind: "statfs" });
      if (state !== "granted") return { detail: "not looked at (needs --allow-sys=statfs)" };
      const { bavail, bsize } = await statfs(dir);
      const free = bavail * bsize;
      if (free < LEAST_FREE) throw new Error(`${(free / 1e9).toFixed(1)} GB free`);
      return { detail: `${(free / 1e9).toFixed(1)} GB free` };
    },
  };
}
