import type { ComponentType } from "preact";
import type { ServerIslandRegistry } from "../types.ts";

/** An island file: its unique name, the URL path of its browser module, its exports. */
export interface IslandModule {
  name: string;
  file: string;
  mod: Record<string, unknown>;
}

/** Registers every exported component of the island files. */
export function islandsOf(modules: IslandModule[]): ServerIslandRegistry {
  const registry: ServerIslandRegistry = new Map();
  const taken = new Set<string>();
  for (const { name, file, mod } of modules) {
    for (const [exportName, value] of Object.entries(mod)) {
      if (typeof value !== "function") continue;
      const wanted = exportName === "default" ? name : exportName;
      const unique = taken.has(wanted) ? `${name}_${exportName}_${registry.size}` : wanted;
      taken.add(unique);
      const fn = value as ComponentType;
      registry.set(fn, { file, name: unique, exportName, fn, css: [] });
    }
  }
  return registry;
}
