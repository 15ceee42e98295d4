import type { Method } from "./handlers.ts";

/** Characters that make a path a URLPattern instead of an exact path. */
export const IS_PATTERN: RegExp = /[*:{}+?()]/;

/** Outcome of a look-up; `item` is null when nothing matches or the method is missing. */
export interface RouteMatch<T> {
  params: Record<string, string>;
  item: T | null;
  methodMatch: boolean;
  pattern: string | null;
}

type MethodTable<T> = Map<Method, T>;

/** Exact paths first, then URLPatterns in order of adding; the first match decides. */
export class UrlPatternRouter<T> {
  #exact = new Map<string, MethodTable<T>>();
  #patterns = new Map<string, { pattern: URLPattern; table: MethodTable<T> }>();

  /** Registers an item; the first one for a method and path stays. */
  add(method: Method, pathname: string, item: T): void {
    let table = this.#exact.get(pathname) ?? this.#patterns.get(pathname)?.table;
    if (table === undefined) {
      table = new Map();
      if (!IS_PATTERN.test(pathname)) this.#exact.set(pathname, table);
      else this.#patterns.set(pathname, { pattern: new URLPattern({ pathname }), table });
    }
    if (!table.has(method)) table.set(method, item);
  }

  /** Finds the item for a request; faults: URIError for a broken escape in a parameter. */
  match(method: Method, url: URL): RouteMatch<T> {
    const params: Record<string, string> = Object.create(null);
    const pick = (pattern: string, table: MethodTable<T>): RouteMatch<T> => {
      const item = table.get(method) ?? (method === "HEAD" ? table.get("GET") : undefined);
      return { params, item: item ?? null, methodMatch: item !== undefined, pattern };
    };
    const { pathname } = url;
    const other = pathname.endsWith("/") ? pathname.slice(0, -1) : `${pathname}/`;
    for (const path of [pathname, other]) {
      const table = this.#exact.get(path);
      if (table !== undefined) return pick(path, table);
    }
    for (const [path, { pattern, table }] of this.#patterns) {
      const found = pattern.exec(url);
      if (!found) continue;
      for (const [name, value] of Object.entries(found.pathname.groups)) {
        params[name] = value === undefined ? "" : decodeURI(value);
      }
      return pick(path, table);
    }
    return { params, item: null, methodMatch: false, pattern: null };
  }

  /** The methods registered for a pattern, for `Allow`. */
  getAllowedMethods(pattern: string): string[] {
    const table = this.#exact.get(pattern) ?? this.#patterns.get(pattern)?.table;
    return [...table?.keys() ?? []];
  }
}

/** The names of the folders a pattern lies in, from the root down. */
export function patternToSegments(path: string, root: string, includeLast = false): string[] {
  const parts = path.replaceAll(/\{[^}]*\}\??/g, "").split("/").slice(1);
  if (!includeLast) parts.pop();
  return [root, ...parts.filter((part) => part !== "")];
}

/** Joins a prefix and a path; `*` stands for everything below the prefix or, when an app or folder
 * is mounted there, for the prefix itself. */
export function mergePath(basePath: string, path: string, isMounting: boolean): string {
  const base = basePath.replace(/\/?\*?$/, "");
  if (path === "*") return isMounting ? base : `${base}/*`;
  return path === "/" && base !== "" ? base : base + path;
}

/** Turns a file route's path (`foo/[id]`) into a URLPattern path (`/foo/:id`). */
export function pathToPattern(path: string, options?: { keepGroups?: boolean }): string {
  const parts = path.split("/");
  if (parts.at(-1) === "index") parts.pop();
  let pattern = "";
  for (const part of parts) {
    if (part === "" || (/^\(.*\)$/.test(part) && !options?.keepGroups)) continue;
    const optional = /^\[\[([^[\]]+)\]\]$/.exec(part)?.[1];
    if (optional === undefined) pattern += `/${partToPattern(part, path)}`;
    else pattern += `{/:${optional}}?`;
  }
  // Optional parts alone must still match "/" itself.
  if (/^(?:\{[^}]*\}\?)+$/.test(pattern)) return pattern.replace("{/", "/{");
  return pattern === "" ? "/" : pattern;
}

/** One path part: text and `[name]`s in any mix, or a single `[...name]`. */
function partToPattern(part: string, path: string): string {
  const rest = /^\[\.\.\.([^[\]]+)\]$/.exec(part)?.[1];
  if (rest !== undefined) return `:${rest}*`;
  const text = part.replaceAll(/\[([^[\].]+)\]/g, ":$1");
  if (/[[\]]/.test(text) || part.includes("][")) {
    throw new SyntaxError(`Invalid route pattern: "${path}" (at "${part}")`);
  }
  return text;
}
