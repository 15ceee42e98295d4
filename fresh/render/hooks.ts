import { type ComponentChildren, type ComponentType, Fragment, h } from "preact";
import { type Options, options, type VNode } from "preact";
import { jsxAttr } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import { enhance, patchElement } from "./elements.ts";
import { wrapIsland, wrapKeyed } from "./markers.ts";
import type { RenderState } from "./state.ts";

/** Preact's hooks, some under their minified names (preact's mangle.json). */
type RenderHooks = Options & { __b?(vnode: VNode): void; __r?(vnode: VNode): void } & {
  attr?(name: string, value: unknown): string | void;
};

const hooks = options as RenderHooks;
const old: RenderHooks = { ...hooks };
/** Set only while a synchronous render of this module is running. */
let current: RenderState | null = null;

/** Renders to a string, collecting islands, slots and head elements in `state`. */
export function renderWith(state: RenderState, content: ComponentChildren): string {
  const outer = current;
  current = state;
  try {
    return renderToString(h(Fragment, null, content));
  } finally {
    state.restoreAll();
    current = outer;
  }
}

hooks.vnode = (vnode) => {
  current?.own(vnode);
  enhance(vnode, current?.url);
  old.vnode?.(vnode);
};

// Precompiled JSX has no vnodes: its keys are written for the browser right away.
hooks.attr = (name, value) =>
  name === "key" ? jsxAttr("data-frsh-key", value) as string : old.attr?.(name, value);

hooks.__b = (vnode) => {
  if (current !== null) beforeDiff(current, vnode);
  old.__b?.(vnode);
};

hooks.__r = (vnode) => {
  // A component that sets its state while rendering is rendered again.
  if (current !== null && current.stack.at(-1) !== vnode) current.stack.push(vnode);
  old.__r?.(vnode);
};

hooks.diffed = (vnode) => {
  old.diffed?.(vnode);
  if (current === null) return;
  if (current.stack.at(-1) === vnode) current.stack.pop();
  if (vnode.type === "head") current.inHead = false;
  current.restore(vnode);
};

function beforeDiff(state: RenderState, vnode: VNode): void {
  const { type } = vnode;
  if (typeof type === "string") return patchElement(state, vnode, type);
  if (type === Fragment || state.islandRoots.has(vnode)) return;
  if (state.isInsideIsland(vnode)) return;
  const island = state.build.islandRegistry.get(type as ComponentType);
  if (island !== undefined) wrapIsland(state, vnode, island);
  else if (vnode.key !== null && vnode.key !== undefined) wrapKeyed(state, vnode);
}
