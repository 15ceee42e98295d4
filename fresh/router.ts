import type { Method } from "./handlers.ts";

export type { Method };

/** Characters that make a path a URLPattern instead of an exact path. */
export const IS_PATTERN: RegExp = /[*:{}+?()]/;

/** Outcome of a look-up; `item` is null when nothing matches or the method is missing. */
export interface RouteMatch<T> {
  params: Record<string, string>;
  item: T | null;
  methodMatch: boolean;
  pattern: string | null;
}

interface Entry<T> {
  path: string;
  pattern: URLPattern | null;
  byMethod: Map<Method | "ALL", T>;
}

/** Exact paths first, then URLPatterns in order of adding; the first match decides. */
export class UrlPatternRouter<T> {
  #exact = new Map<string, Entry<T>>();
  #patterns = new Map<string, Entry<T>>();

  /** Registers an item; a later one for the same method and path replaces it. */
  add(method: Method | "ALL", pathname: string, item: T): void {
    const isPattern = IS_PATTERN.test(pathname);
    const table = isPattern ? this.#patterns : this.#exact;
    let entry = table.get(pathname);
    if (entry === undefined) {
      const pattern = isPattern ? new URLPattern({ pathname }) : null;
      entry = { path: pathname, pattern, byMethod: new Map() };
      table.set(pathname, entry);
    }
    entry.byMethod.set(method, item);
  }

  /** Finds the item for a request; faults: URIError for a broken escape in a parameter. */
  match(method: Method, url: URL): RouteMatch<T> {
    const exact = this.#matchExact(url.pathname);
    if (exact !== undefined) return pick(exact, method, Object.create(null));

    for (const entry of this.#patterns.values()) {
      const found = entry.pattern?.exec(url);
      if (!found) continue;
      const params: Record<string, string> = Object.create(null);
      for (const [name, value] of Object.entries(found.pathname.groups)) {
        params[name] = value === undefined ? "" : decodeURI(value);
      }
      return pick(entry, method, params);
    }
    return {
      params: Object.create(null),
      item: null,
      methodMatch: false,
      pattern: null,
    };
  }

  /** The methods registered for a pattern, for `Allow`. */
  getAllowedMethods(pattern: string): string[] {
    const entry = this.#exact.get(pattern) ?? this.#patterns.get(pattern);
    return entry === undefined ? [] : [...entry.byMethod.keys()];
  }

  #matchExact(pathname: string): Entry<T> | undefined {
    const entry = this.#exact.get(pathname);
    if (entry !== undefined || pathname === "/") return entry;
    return this.#exact.get(
      pathname.endsWith("/") ? pathname.slice(0, -1) : `${pathname}/`,
    );
  }
}

function pick<T>(
  entry: Entry<T>,
  method: Method,
  params: Record<string, string>,
): RouteMatch<T> {
  const { byMethod } = entry;
  const item = byMethod.get(method) ??
    (method === "HEAD" ? byMethod.get("GET") : undefined) ??
    byMethod.get("ALL");
  return {
    params,
    item: item ?? null,
    methodMatch: item !== undefined,
    pattern: entry.path,
  };
}

/** The names of the folders a pattern lies in, from the root down. */
export function patternToSegments(
  path: string,
  root: string,
  includeLast = false,
): string[] {
  const parts = path.replaceAll(/\{[^}]*\}\?/g, "").split("/").slice(1);
  if (!includeLast) parts.pop();
  return [root, ...parts.filter((part) => part !== "")];
}

/** Joins a prefix and a path; `*` stands for everything below the prefix. */
export function mergePath(
  basePath: string,
  path: string,
  isMounting: boolean,
): string {
  let base = basePath.endsWith("*") ? basePath.slice(0, -1) : basePath;
  if (base.endsWith("/")) base = base.slice(0, -1);
  if (base === "") return path;
  if (path === "*") return isMounting ? base : `${base}/*`;
  return path === "/" ? base : base + path;
}

/** Turns a file route's path (`foo/[id]`) into a URLPattern path (`/foo/:id`). */
export function pathToPattern(
  path: string,
  options?: { keepGroups?: boolean },
): string {
  const parts = path.split("/");
  if (parts.at(-1) === "index") parts.pop();
  let pattern = "";
  for (const part of parts) {
    if (part === "") continue;
    if (part.startsWith("(") && part.endsWith(")") && !options?.keepGroups) {
      continue;
    }
    const optional = /^\[\[([^[\]]+)\]\]$/.exec(part);
    // A leading optional part must still match "/" itself.
    if (optional !== null) {
      pattern += pattern === "" ? `/{:${optional[1]}}?` : `{/:${optional[1]}}?`;
    } else pattern += `/${partToPattern(part, path)}`;
  }
  return pattern === "" ? "/" : pattern;
}

/** One path part: text and `[name]`s in any mix, or a single `[...name]`. */
function partToPattern(part: string, path: string): string {
  const rest = /^\[\.\.\.([^[\]]+)\]$/.exec(part);
  if (rest !== null) return `:${rest[1]}*`;
  if (/\]\[/.test(part)) throw invalid(path, "two parameters need a separator");
  const text = part.replaceAll(/\[([^[\].]+)\]/g, "\0$1");
  if (/[[\]]/.test(text)) throw invalid(path, "unbalanced brackets");
  return text.replaceAll("\0", ":");
}

function invalid(path: string, why: string): SyntaxError {
  return new SyntaxError(`Invalid route pattern: "${path}": ${why}`);
}
