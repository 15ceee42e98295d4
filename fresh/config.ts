import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The configuration as `ctx.config` shows it. */
export interface ResolvedFreshConfig {
  root: string;
  /** Path below which every route is matched, without a slash at its end. */
  basePath: string;
  /** Set by the build; `development` switches asset caching off. */
  mode: "development" | "production";
  /** Believe `X-Forwarded-Proto` and `X-Forwarded-Host` when `ctx.url` is made. */
  trustProxy: boolean;
}

/** Options of `new App()`. */
export type FreshConfig = Partial<Omit<ResolvedFreshConfig, "root">>;

/** Turns a directory given as path or file URL into an absolute path with forward slashes. */
export function parseDirPath(path: string, root: string): string {
  const dir = path.startsWith("file://") ? fileURLToPath(path) : path;
  return (isAbsolute(dir) ? dir : join(root, dir)).replaceAll("\\", "/");
}

/** Checks a base path and returns it in the form used for matching ("" for the root). */
function parseBasePath(basePath: string): string {
  if (basePath === "" || basePath === "/" || basePath === "./") return "";
  const fault = !basePath.startsWith("/")
    ? 'Must be empty, "/", "./", or start with "/"'
    : basePath.endsWith("/")
    ? 'Must not end with "/" except for root path'
    : !/^[\w\-./]+$/.test(basePath)
    ? "Contains invalid characters"
    : null;
  if (fault !== null) throw new Error(`Invalid basePath: "${basePath}". ${fault}`);
  return basePath;
}

/** Fills in the defaults; faults: a base path that could never match. */
export function resolveConfig(config: FreshConfig): ResolvedFreshConfig {
  return {
    root: ".",
    basePath: parseBasePath(config.basePath ?? ""),
    mode: config.mode ?? "production",
    trustProxy: config.trustProxy ?? false,
  };
}
