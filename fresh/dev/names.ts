/** A JavaScript identifier for a module specifier: `islands/my-chart.tsx` gives `my_chart`. */
export function specToName(spec: string): string {
  const host = /^https?:\/\/([^/:.]+)[^/]*\/?$/.exec(spec)?.[1];
  const bare = spec.replace(/^(?:jsr|npm):/, "").replace(/(?<=.)@[^/]+/, "");
  const base = host ?? bare.replace(/^@([^/]+)\/([^/]+)$/, "$1_$2").replace(/^.*\//, "");
  return base.replace(/\.[tj]sx?$/, "").replaceAll(/[^\w$]+/g, "_").replace(/^\d+/, "");
}

/** Names for several specifiers, numbered where they would be the same; by name. */
export function uniqueNames(specs: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const spec of specs) {
    const name = specToName(spec);
    let unique = name;
    for (let i = 1; names.has(unique); i++) unique = `${name}_${i}`;
    names.set(unique, spec);
  }
  return names;
}
