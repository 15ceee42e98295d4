import { notInStandIn } from "../error.ts";
import { asset } from "../runtime/asset.ts";

/** What a transformer gets. */
export interface OnTransformArgs {
  path: string;
  target: string | string[];
  text: string;
  content: Uint8Array<ArrayBuffer>;
  mode: "development" | "production";
}

/** What a transformer may answer; nothing leaves the file as it is. */
export interface OnTransformResult {
  content: string | Uint8Array<ArrayBuffer>;
  map?: string | Uint8Array;
  path?: string;
}

/** Which files a transformer is for; a text in `exclude` is a glob for the end of the path. */
export interface OnTransformOptions {
  pluginName: string;
  filter: RegExp;
  exclude?: (string | RegExp)[];
}

/** Changes a static file during the build. */
export type TransformFn = (
  args: OnTransformArgs,
) => OnTransformResult | void | Promise<OnTransformResult | void>;

/** A transformer and the files it is for. */
export interface Transformer {
  options: OnTransformOptions;
  fn: TransformFn;
}

/** Pins absolute `url()`s in style sheets to the build. */
const PIN_CSS_URLS: Transformer = {
  options: { pluginName: "fresh-css-urls", filter: /\.css$/ },
  fn: ({ text }) => {
    const urls = /url\(\s*(["']?)(\/[^"')\s]+)\1\s*\)/g;
    return { content: text.replaceAll(urls, (_all, _quote, url) => `url("${asset(url)}")`) };
  },
};

/** Runs a static file through the transformers; null when none is for it. */
export async function transformFile(
  path: string,
  transformers: Transformer[],
  { mode, target }: Pick<OnTransformArgs, "target" | "mode">,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const fitting = [...transformers, PIN_CSS_URLS].filter(({ options }) => applies(options, path));
  if (fitting.length === 0) return null;
  let content = await Deno.readFile(path);
  for (const { options, fn } of fitting) {
    const result = await fn({
      path,
      text: new TextDecoder().decode(content),
      content,
      target,
      mode,
    });
    if (!result) continue;
    if (Array.isArray(result) || (result.path ?? path) !== path) {
      notInStandIn(`A transform into several or renamed files (${options.pluginName})`);
    }
    const { content: next } = result;
    content = typeof next === "string" ? new TextEncoder().encode(next) : next;
  }
  return content;
}

function applies({ filter, exclude = [] }: OnTransformOptions, path: string): boolean {
  const isOut = (rule: string | RegExp) =>
    typeof rule === "string" ? globEnd(rule).test(path) : rule.test(path);
  return filter.test(path) && !exclude.some(isOut);
}

function globEnd(glob: string): RegExp {
  const source = glob.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\*\*\/?|\*/g, (star) => star === "*" ? "[^/]*" : ".*");
  return new RegExp(`(?:^|/)${source}$`);
}
