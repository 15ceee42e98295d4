import { asset } from "../runtime/asset.ts";
import { notInStandIn } from "../error.ts";

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

/** Runs a static file through the transformers; null when none is for it. */
export async function transformFile(
  path: string,
  transformers: Transformer[],
  config: Pick<OnTransformArgs, "target" | "mode">,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const fitting = [...transformers, PIN_CSS_URLS].filter(({ options }) => applies(options, path));
  if (fitting.length === 0) return null;
  let content = await Deno.readFile(path);
  for (const { options, fn } of fitting) {
    const text = new TextDecoder().decode(content);
    const result = await fn({ path, text, content, target: config.target, mode: config.mode });
    if (!result) continue;
    if (Array.isArray(result) || (result.path !== undefined && result.path !== path)) {
      notInStandIn(`A transform with several or renamed files (${options.pluginName})`);
    }
    const { content: next } = result;
    content = typeof next === "string" ? new TextEncoder().encode(next) : next;
  }
  return content;
}

/** Pins absolute `url()`s in style sheets to the build. */
const PIN_CSS_URLS: Transformer = {
  options: { pluginName: "fresh-css-urls", filter: /\.css$/ },
  fn: ({ text }) => ({
    content: text.replaceAll(
      /url\(\s*(["']?)(\/[^"')\s]+)\1\s*\)/g,
      (_all, _quote, url: string) => `url(${JSON.stringify(asset(url))})`,
    ),
  }),
};

function applies({ filter, exclude = [] }: OnTransformOptions, path: string): boolean {
  if (!filter.test(path)) return false;
  return !exclude.some((rule) =>
    typeof rule === "string" ? globToRegExp(rule).test(path) : rule.test(path)
  );
}

function globToRegExp(glob: string): RegExp {
  const source = glob.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\*\*\/?|\*/g, (star) => star === "*" ? "[^/]*" : ".*");
  return new RegExp(`(?:^|/)${source}$`);
}
