/**
 * The path of a text that came with a request (`next`, `back`), or "/" when it leads anywhere but
 * to this portal: `//host`, `/\host` and control characters are ways that browsers read as another
 * site.
 */
export function localPath(text: FormDataEntryValue | string | null): string {
  if (typeof text !== "string" || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return "/";
  const url = URL.parse(text, "http://portal.invalid");
  return url?.host === "portal.invalid" ? url.pathname + url.search : "/";
}
