/** A JavaScript identifier for a module specifier: `islands/my-chart.tsx` gives `my_chart`. */
export function specToName(spec: string): string {
  return baseName(spec)
    .replace(/\.[tj]sx?$/, "")
    .replaceAll(/[^\w$]+/g, "_")
    .replace(/^\d+/, "");
}

function baseName(spec: string): string {
  const url = /^https?:\/\/([^/:.]+)[^/]*(\/.+)?$/.exec(spec);
  if (url !== null && url[2] === undefined) return url[1] ?? "";
  const bare = spec.replace(/^(jsr|npm):/, "").replace(/(?<=.)@[^/]+/, "");
  const scoped = /^@([^/]+)\/([^/]+)$/.exec(bare);
  if (scoped !== null) return `${scoped[1]}_${scoped[2]}`;
  return bare.slice(bare.lastIndexOf("/") + 1);
}

/** Names for several specifiers, numbered where they would be the same. */
export function uniqueNames(specs: string[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const spec of specs) {
    const name = specToName(spec);
    let unique = name;
    for (let i = 1; taken.has(unique); i++) unique = `${name}_${i}`;
    taken.add(unique);
    names.set(spec, unique);
  }
  return names;
}
