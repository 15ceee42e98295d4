import { type ComponentType, options, render } from "preact";
import { computed, signal } from "@preact/signals";
import { parse } from "../json/parse.ts";
import { SlotRef } from "../json/slot_ref.ts";
import { between, isEnd, isStart, type PageData, rootFragment } from "./dom.ts";
import { islandVNode } from "./revive.ts";

const oldVNode = options.vnode;
options.vnode = (vnode) => {
  const props = vnode.props as Record<string, unknown>;
  for (const name in props) {
    if (name.startsWith("f-") && typeof props[name] === "boolean") props[name] = `${props[name]}`;
  }
  oldVNode?.(vnode);
};

/** Starts the islands of a page; called by the script that the server put at its end. */
export function boot(islands: Record<string, ComponentType>, text: string): void {
  const props = parse<PageData["props"]>(text, {
    Signal: (value) => signal(value),
    Computed: (value) => computed(() => value),
    Slot: (id) => new SlotRef(id),
  });
  const { scheduler } = globalThis as { scheduler?: { postTask(task: () => void): unknown } };
  for (const [start, end] of findRoots()) {
    // One task an island, so that the page stays responsive meanwhile.
    const task = () => revive(start, end, { islands, props });
    if (scheduler?.postTask) scheduler.postTask(task);
    else setTimeout(task, 0);
  }
}

/** The outermost pairs of island markers. */
function findRoots(): [Comment, Comment][] {
  const roots: [Comment, Comment][] = [];
  const open: Comment[] = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode as Comment;
    if (isStart(node, "island")) open.push(node);
    if (!isEnd(node, "island")) continue;
    const start = open.pop();
    if (start !== undefined && open.length === 0) roots.push([start, node]);
  }
  return roots;
}

function revive(start: Comment, end: Comment, page: PageData): void {
  const vnode = islandVNode(start.data, between(start, end), page);
  // Empty texts keep the place of the island, whatever it renders later.
  const [first, last] = [new Text(), new Text()];
  start.replaceWith(first);
  end.replaceWith(last);
  render(vnode, rootFragment(first, last));
}
