import type { ComponentType, ContainerNode } from "preact";

/** What the boot script brought along. */
export interface PageData {
  islands: Record<string, ComponentType>;
  props: { slots: [string, number][]; props: Record<string, unknown> }[];
}

/** True for the comment before an island or slot. */
export function isStart(node: Node, kind: string): node is Comment {
  return node.nodeType === 8 && (node as Comment).data.startsWith(`frsh:${kind}:`);
}

/** True for the comment after it. */
export function isEnd(node: Node, kind: string): boolean {
  return node.nodeType === 8 && (node as Comment).data === `/frsh:${kind}`;
}

/** The siblings between two nodes. */
export function between(first: Node, last: Node): Node[] {
  const nodes: Node[] = [];
  for (let at = first.nextSibling; at !== null && at !== last; at = at.nextSibling) nodes.push(at);
  return nodes;
}

/** The nodes after a start marker up to its end. */
export function nodesInside(start: Node, kind: string): Node[] {
  let depth = 0;
  for (let at = start.nextSibling; at !== null; at = at.nextSibling) {
    if (isEnd(at, kind) && depth-- === 0) return between(start, at);
    if (isStart(at, kind)) depth++;
  }
  throw new Error(`Missing end of ${(start as Comment).data}`);
}

/** A stretch of siblings between two nodes that preact can use like a parent element. */
export function rootFragment(first: Text, last: Text): ContainerNode {
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
  // Preact asks for array-likes only where the DOM types promise a NodeList.
  return fragment as unknown as ContainerNode;
}
