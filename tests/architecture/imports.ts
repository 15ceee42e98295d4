import { dirname, join, normalize } from "node:path";

/** One import of a file: a file of ours by its path, or a package by its name. */
export interface Import {
  readonly from: string;
  /** Path from the repository's root, or the bare specifier. */
  readonly to: string;
  readonly ours: boolean;
  /** Nothing of it remains at run time. */
  readonly typeOnly: boolean;
}

/** `import … from "x"` and `import "x"`: `type`, what is taken, from where. */
const IMPORT = /^import\s+(type\s+)?(?:([\w$*{},\s]+?)\s+from\s+)?["']([^"'\n]+)["']/gm;
/** `export … from "x"`. */
const EXPORT = /^export\s+(type\s+)?(\{[^}]*\}|\*(?:\s+as\s+\w+)?)\s+from\s+["']([^"'\n]+)["']/gm;
/** `import("./x.ts")` and workers, `new URL("./x.ts", …)`. */
const DYNAMIC = /\b(?:import\(|new URL\()\s*["'](\.{1,2}\/[^"'\n]+\.tsx?)["']/g;

/** The imports of a source file: static and dynamic ones, and workers. */
export function importsOf(path: string, source: string): Import[] {
  const text = withoutComments(source);
  const fixed = [...text.matchAll(IMPORT), ...text.matchAll(EXPORT)].map(
    ([, type, taken = "", specifier = ""]) =>
      resolve(path, specifier, type !== undefined || takesTypesOnly(taken)),
  );
  const late = [...text.matchAll(DYNAMIC)].map(([, specifier = ""]) =>
    resolve(path, specifier, false)
  );
  return [...fixed, ...late];
}

/** `{ type A, type B }` imports nothing at run time. */
function takesTypesOnly(taken: string): boolean {
  const names = /^\s*\{([^}]*)\}\s*$/.exec(taken)?.[1]?.split(",").map((name) => name.trim());
  return names !== undefined && names.every((name) => name === "" || name.startsWith("type "));
}

function resolve(from: string, specifier: string, typeOnly: boolean): Import {
  const ours = /^\.{1,2}\//.test(specifier);
  return { from, to: ours ? normalize(join(dirname(from), specifier)) : specifier, ours, typeOnly };
}

/** The source with comments blanked out; strings stay, line numbers too. */
export function withoutComments(source: string): string {
  const pieces =
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return source.replace(
    pieces,
    (piece, string) => string === undefined ? piece.replace(/[^\n]/g, " ") : piece,
  );
}
