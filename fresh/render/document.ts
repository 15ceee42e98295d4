import { computed, Signal } from "@preact/signals";
import { stringify } from "../json/stringify.ts";
import { SlotRef } from "../json/types.ts";
import { renderWith } from "./hooks.ts";
import type { RenderState } from "./state.ts";

/** What tells computed signals from plain ones; the public API has no class for them. */
const COMPUTED = Object.getPrototypeOf(computed(() => 0));

/** The templates and the one script that start a page's islands; "" on a page without any. */
export function bootScript(state: RenderState, basePath: string): string {
  if (state.islands.size === 0 || state.build.clientEntry === "") return "";
  const templates = slotTemplates(state);
  let code = `import { boot } from ${quote(basePath + state.build.clientEntry)};`;
  for (const { name, exportName, file } of state.islands) {
    const named = exportName === name ? `{ ${name} }` : `{ ${exportName} as ${name} }`;
    code += `import ${exportName === "default" ? name : named} from ${quote(basePath + file)};`;
  }
  const props = stringify(state.islandProps, {
    Signal: (value) => isSignal(value, false) ? { value: value.peek() } : undefined,
    Computed: (value) => isSignal(value, true) ? { value: value.peek() } : undefined,
    Slot: (value) => value instanceof SlotRef ? { value: value.id } : undefined,
  });
  const names = [...state.islands].map((island) => island.name).join(",");
  code += `boot({${names}},${quote(props)});`;
  return `${templates}<script type="module" nonce="${state.nonce}">${code}</script>`;
}

/** The `Link` header that lets the browser load the modules while it reads the page. */
export function preloadHeader(state: RenderState, basePath: string): string {
  const islands = [...state.islands].map(({ file }) => file);
  return [...new Set([state.build.clientEntry, ...islands])]
    .map((file) => `<${encodeURI(basePath + file)}>; rel="modulepreload"; as="script"`).join(", ");
}

function isSignal(value: unknown, isComputed: boolean): value is Signal {
  return value instanceof Signal && isComputed === (Object.getPrototypeOf(value) === COMPUTED);
}

/** A JavaScript string literal that cannot end the script element it stands in. */
function quote(text: string): string {
  return JSON.stringify(text)
    .replaceAll(/<\/(script|style)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
}

/** Adds what a page has left out of html, head and body, then <Head> elements and the boot script. */
export function completeDocument(state: RenderState, page: string, boot: string): string {
  const { tags } = state;
  let html = page;
  if (!tags.has("html") && !tags.has("body")) html = `<body>${html}</body>`;
  if (!tags.has("head")) {
    const head = '<head><meta charset="utf-8"></head>';
    html = tags.has("html") ? html.replace(/<html[^>]*>/, (tag) => tag + head) : head + html;
  }
  if (!tags.has("html")) html = `<html>${html}</html>`;
  html = insert(html, html.indexOf("</head>"), renderWith(state, state.head.takeRest()));
  const end = html.lastIndexOf("</body>");
  return `<!DOCTYPE html>${insert(html, end < 0 ? html.lastIndexOf("</html>") : end, boot)}`;
}

/** Slots that their islands have not rendered, kept for the browser in templates. */
function slotTemplates(state: RenderState): string {
  let html = "";
  // Rendering a slot may bring new islands with new slots: the list can grow meanwhile.
  for (const [id, slot] of state.slots.entries()) {
    if (slot.rendered) continue;
    html += `<template id="frsh-${id}-${slot.name}">${renderWith(state, slot.children)}</template>`;
  }
  return html;
}

function insert(html: string, index: number, part: string): string {
  return html.slice(0, index) + part + html.slice(index);
}
