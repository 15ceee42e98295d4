import type { ComponentType } from "preact";
import type { Island, ServerIslandRegistry } from "../types.ts";

/** An island file as the server knows it. */
export interface IslandModule {
  /** Unique name of the file among the islands. */
  name: string;
  /** URL path of its browser module. */
  file: string;
  mod: Record<string, unknown>;
}

/** Registers every exported component of the island files. */
export function islandsOf(modules: IslandModule[]): ServerIslandRegistry {
  const registry: ServerIslandRegistry = new Map();
  const taken = new Set<string>();
  for (const { name, file, mod } of modules) {
    for (const [exportName, fn] of Object.entries(mod)) {
      if (typeof fn !== "function") continue;
      const wanted = exportName === "default" ? name : exportName;
      const unique = taken.has(wanted) ? `${name}_${exportName}_${registry.size}` : wanted;
      taken.add(unique);
      const component = fn as ComponentType;
      const island: Island = {
        file,
        name: unique,
        exportName,
        fn: component,
        css: [],
      };
      registry.set(component, island);
    }
  }
  return registry;
}
