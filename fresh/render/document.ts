import { renderWith } from "./hooks.ts";
import type { RenderState } from "./state.ts";

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
export function slotTemplates(state: RenderState): string {
  let html = "";
  // Rendering a slot may bring new islands with new slots: the list can grow meanwhile.
  for (const [id, slot] of state.slots.entries()) {
    if (slot.rendered) continue;
    html += `<template id="frsh-slot-${id}">${renderWith(state, slot.children)}</template>`;
  }
  return html;
}

function insert(html: string, index: number, part: string): string {
  return html.slice(0, index) + part + html.slice(index);
}
