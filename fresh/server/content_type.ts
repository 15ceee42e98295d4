/** File name endings and their media types; those in the second list are sent as UTF-8. */
const TYPES = new Map(
  ("avif image/avif,gif image/gif,ico image/vnd.microsoft.icon,jpeg image/jpeg,jpg image/jpeg," +
    "mp4 video/mp4,otf font/otf,pdf application/pdf,png image/png,ttf font/ttf," +
    "wasm application/wasm,webp image/webp,woff font/woff,woff2 font/woff2")
    .split(",").map((pair) => pair.split(" ") as [string, string]),
);
const TEXT_TYPES = "css text/css,csv text/csv,htm text/html,html text/html,js text/javascript," +
  "json application/json,map application/json,md text/markdown,mjs text/javascript," +
  "svg image/svg+xml,txt text/plain,webmanifest application/manifest+json,xml text/xml";
for (const pair of TEXT_TYPES.split(",")) {
  const [ending = "", type] = pair.split(" ");
  TYPES.set(ending, `${type}; charset=UTF-8`);
}

/** The media type for a file name, `text/plain` for one that is not known. */
export function getContentType(path: string): string {
  return TYPES.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase()) ?? "text/plain";
}
