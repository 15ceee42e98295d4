import { type ComponentType, type ContainerNode, options, render } from "preact";
import { computed, signal } from "@preact/signals";
import { parse } from "../json/parse.ts";
import { SlotRef } from "../json/types.ts";
import { enhance } from "../render/elements.ts";
import { between, isEnd, islandVNode, isStart, type PageData } from "./revive.ts";

const oldVNode = options.vnode;
options.vnode = (vnode) => {
  enhance(vnode, location);
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

/** A stretch of siblings between two nodes that preact can use like a parent element. */
function rootFragment(first: Text, last: Text): ContainerNode {
  const parent = first.parentNode as Element;
  const fragment = {
    nodeType: 1,
    parentNode: parent,
    namespaceURI: parent.namespaceURI,
    get childNodes(): Node[] {
      return between(first, last);
    },
    get firstChild(): Node | null {
      return between(first, last)[0] ?? null;
    },
    contains: (node: Node | null) => parent.contains(node),
    insertBefore: (node: Node, child: Node | null) => parent.insertBefore(node, child ?? last),
    appendChild: (node: Node) => parent.insertBefore(node, last),
    removeChild: (node: Node) => parent.removeChild(node),
  };
  return fragment;
}
