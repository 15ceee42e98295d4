import { type ComponentChildren, Fragment, h } from "preact";
import { renderWith } from "./hooks.ts";
import type { RenderState } from "./state.ts";

/** Adds what a page has left out of html, head and body, then <Head> elements and the boot script. */
export function completeDocument(
  state: RenderState,
  page: string,
  boot: string,
): string {
  const { tags } = state;
  let html = page;
  if (!tags.has("html") && !tags.has("body")) html = `<body>${html}</body>`;
  if (!tags.has("head")) {
    const head = '<head><meta charset="utf-8"></head>';
    html = tags.has("html") ? html.replace(/<html[^>]*>/, (tag) => tag + head) : head + html;
  }
  if (!tags.has("html")) html = `<html>${html}</html>`;

  const rest = state.head.takeRest();
  if (rest.length > 0) {
    html = insertBefore(
      html,
      html.indexOf("</head>"),
      renderWith(state, h(Fragment, null, rest)),
    );
  }
  const end = html.lastIndexOf("</body>");
  html = insertBefore(html, end < 0 ? html.lastIndexOf("</html>") : end, boot);
  return `<!DOCTYPE html>${html}`;
}

/** Slots that their islands have not rendered, kept for the browser in templates. */
export function slotTemplates(state: RenderState): string {
  let html = "";
  // Rendering a slot may bring new islands with new slots: the list can grow meanwhile.
  for (let id = 0; id < state.slots.length; id++) {
    const slot = state.slots[id];
    if (slot === undefined || slot.rendered) continue;
    slot.rendered = true;
    const content = renderWith(state, slot.children as ComponentChildren);
    html += `<template id="frsh-slot-${id}">${content}</template>`;
  }
  return html;
}

function insertBefore(html: string, index: number, part: string): string {
  return index < 0 ? html + part : html.slice(0, index) + part + html.slice(index);
}
