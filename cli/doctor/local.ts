import type { Config } from "../../lib/config/config.ts";
import { loadPacks } from "../../lib/models/load_packs.ts";
import type { Check } from "./check.ts";

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
