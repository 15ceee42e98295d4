import { fileURLToPath } from "node:url";
import { isAbsolute, join } from "node:path";

/** Options of `new App()`. */
export interface FreshConfig {
  /** Project directory; default: the current directory. */
  root?: string;
  /** Path below which every route is matched, without a trailing slash. */
  basePath?: string;
  /** Set by the build; `development` switches asset caching off. */
  mode?: "development" | "production";
  /** Believe `X-Forwarded-Proto` and `X-Forwarded-Host` when `ctx.url` is made. */
  trustProxy?: boolean;
}

/** The configuration as `ctx.config` shows it. */
export interface ResolvedFreshConfig {
  root: string;
  basePath: string;
  mode: "development" | "production";
  trustProxy?: boolean;
}

/** Turns a directory given as path or file URL into an absolute path with forward slashes. */
export function parseDirPath(path: string, root: string): string {
  let dir = path.startsWith("file://") ? fileURLToPath(path) : path;
  if (!isAbsolute(dir)) dir = join(root, dir);
  return dir.replaceAll("\\", "/");
}

/** Checks a base path and returns it in the form used for matching ("" for the root). */
export function parseBasePath(basePath: string): string {
  if (basePath === "" || basePath === "/" || basePath === "./") return "";
  const refuse = (why: string) => new Error(`Invalid basePath: "${basePath}". ${why}`);
  if (!basePath.startsWith("/")) {
    throw refuse('Must be empty, "/", "./", or start with "/"');
  }
  if (basePath.endsWith("/")) {
    throw refuse('Must not end with "/" except for root path');
  }
  if (!/^[\w\-./]+$/.test(basePath)) {
    throw refuse("Contains invalid characters");
  }
  return basePath;
}

/** Fills in the defaults. */
export function resolveConfig(config: FreshConfig): ResolvedFreshConfig {
  return {
    root: config.root === undefined ? Deno.cwd() : parseDirPath(config.root, Deno.cwd()),
    basePath: parseBasePath(config.basePath ?? ""),
    mode: config.mode ?? "production",
    ...(config.trustProxy === undefined ? {} : { trustProxy: config.trustProxy }),
  };
}
