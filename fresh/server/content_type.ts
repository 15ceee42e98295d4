/** Media types with the file name endings they are for. */
const ENDINGS: Record<string, string> = {
  "application/json; charset=UTF-8": "json map",
  "application/manifest+json; charset=UTF-8": "webmanifest",
  "application/pdf": "pdf",
  "application/wasm": "wasm",
  "font/otf": "otf",
  "font/ttf": "ttf",
  "font/woff": "woff",
  "font/woff2": "woff2",
  "image/avif": "avif",
  "image/gif": "gif",
  "image/jpeg": "jpg jpeg",
  "image/png": "png",
  "image/svg+xml; charset=UTF-8": "svg",
  "image/vnd.microsoft.icon": "ico",
  "image/webp": "webp",
  "text/css; charset=UTF-8": "css",
  "text/csv; charset=UTF-8": "csv",
  "text/html; charset=UTF-8": "html htm",
  "text/javascript; charset=UTF-8": "js mjs",
  "text/markdown; charset=UTF-8": "md",
  "text/plain; charset=UTF-8": "txt",
  "text/xml; charset=UTF-8": "xml",
  "video/mp4": "mp4",
};

/** The media type for a file name, `text/plain` for one that is not known. */
export function getContentType(path: string): string {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const found = Object.entries(ENDINGS).find(([, list]) => list.split(" ").includes(ending));
  return found?.[0] ?? "text/plain";
}
