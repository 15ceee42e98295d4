import { notInStandIn } from "../error.ts";
import { asset } from "../runtime.ts";
import type { ResolvedBuildConfig } from "./builder.ts";

type Config = Pick<ResolvedBuildConfig, "mode" | "target">;
/** The contents of a file. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What a transformer gets. */
export type OnTransformArgs = Config & { path: string; text: string; content: Bytes };

/** Which files a transformer is for; a text in `exclude` is a glob for the end of the path. */
export interface OnTransformOptions {
  pluginName: string;
  filter: RegExp;
  exclude?: (string | RegExp)[];
}

type Changed = { content: string | Bytes; map?: string; path?: string } | void;

/** Changes a static file during the build; without an answer the file stays as it is. */
export type TransformFn = (args: OnTransformArgs) => Changed | Promise<Changed>;

/** A transformer and the files it is for. */
export type Transformer = { options: OnTransformOptions; fn: TransformFn };

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
  { mode, target }: Config,
): Promise<Bytes | null> {
  const fitting = [...transformers, PIN_CSS_URLS].filter(({ options }) => applies(options, path));
  if (fitting.length === 0) return null;
  let content = await Deno.readFile(path);
  for (const { options, fn } of fitting) {
    const text = new TextDecoder().decode(content);
    const result = await fn({ path, text, content, target, mode });
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
    (typeof rule === "string" ? globEnd(rule) : rule).test(path);
  return filter.test(path) && !exclude.some(isOut);
}

function globEnd(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/?|\*)/).map((part, i) =>
    i % 2 === 0 ? RegExp.escape(part) : part === "*" ? "[^/]*" : ".*"
  );
  return new RegExp(`(?:^|/)${parts.join("")}$`);
}
