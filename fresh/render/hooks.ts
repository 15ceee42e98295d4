import {
  type ComponentChildren,
  type ComponentType,
  Fragment,
  h,
  type Options,
  options,
  type VNode,
} from "preact";
import { renderToString } from "preact-render-to-string";
import { Head, type HeadProps } from "../runtime/head.ts";
import { patchElement } from "./elements.ts";
import { islandWrapper, keyWrapper } from "./markers.ts";
import type { RenderState } from "./state.ts";

/** Preact's hooks under their minified names (preact's mangle.json). */
interface RenderHooks {
  __b?(vnode: VNode): void;
  __r?(vnode: VNode): void;
  attr?(name: string, value: unknown): string | void;
}

const hooks = options as Options & RenderHooks;
/** Set only while a synchronous render of this module is running. */
let current: RenderState | null = null;

/** Renders to a string, collecting islands, slots and head elements in `state`. */
export function renderWith(
  state: RenderState,
  content: ComponentChildren,
): string {
  const outer = current;
  current = state;
  try {
    return renderToString(h(Fragment, null, content));
  } finally {
    state.restoreAll();
    current = outer;
  }
}

const { vnode: oldVNode, diffed: oldDiffed } = hooks;
const { __b: oldDiff, __r: oldRender, attr: oldAttr } = hooks;

hooks.vnode = (vnode) => {
  current?.own(vnode);
  oldVNode?.(vnode);
};

hooks.__b = (vnode) => {
  if (current !== null) beforeDiff(current, vnode);
  oldDiff?.(vnode);
};

hooks.__r = (vnode) => {
  if (current !== null && current.stack.at(-1) !== vnode) {
    current.stack.push(vnode);
  }
  oldRender?.(vnode);
};

hooks.diffed = (vnode) => {
  oldDiffed?.(vnode);
  if (current === null) return;
  if (current.stack.at(-1) === vnode) current.stack.pop();
  if (vnode.type === "head") current.inHead = false;
  current.restore(vnode);
};

hooks.attr = (name, value) => {
  if (name.startsWith("f-") && typeof value === "boolean") {
    return `${name}="${value}"`;
  }
  return oldAttr?.(name, value);
};

function beforeDiff(state: RenderState, vnode: VNode): void {
  const { type } = vnode;
  if (typeof type === "string") return patchElement(state, vnode, type);
  if (type === Fragment || state.isIslandRoot(vnode)) return;
  if (type === Head as ComponentType) {
    return state.head.add((vnode.props as HeadProps).children);
  }
  if (state.isInsideIsland(vnode)) return;
  const island = state.islandRegistry.get(type as ComponentType);
  if (island !== undefined) islandWrapper(state, vnode, island);
  else if (vnode.key !== null && vnode.key !== undefined) {
    keyWrapper(state, vnode);
  }
}
