import type { ComponentType, ContainerNode } from "preact";

/** What the boot script brought along. */
export interface PageData {
  islands: Record<string, ComponentType>;
  props: { slots: [string, number][]; props: Record<string, unknown> }[];
}

/** True for the comment before an island, slot or keyed component. */
export function isStart(node: Node, kind: string): node is Comment {
  return node.nodeType === 8 && (node as Comment).data.startsWith(`frsh:${kind}:`);
}

/** True for the comment after it. */
export function isEnd(node: Node, kind: string): boolean {
  return node.nodeType === 8 && (node as Comment).data === `/frsh:${kind}`;
}

/** The nodes between a start marker and its end among siblings. */
export function nodesInside(siblings: ArrayLike<Node>, start: number, kind: string): Node[] {
  let depth = 0;
  const inside: Node[] = [];
  for (let i = start + 1; i < siblings.length; i++) {
    const node = siblings[i] as Node;
    if (isEnd(node, kind) && depth-- === 0) break;
    if (isStart(node, kind)) depth++;
    inside.push(node);
  }
  return inside;
}

/** A stretch of siblings between two nodes that preact can use like a parent element. */
export function rootFragment(first: Text, last: Text): ContainerNode {
  const parent = first.parentNode as Element;
  const fragment = {
    nodeType: 1,
    parentNode: parent,
    namespaceURI: parent.namespaceURI,
    ownerSVGElement: (parent as SVGElement).ownerSVGElement,
    get childNodes(): Node[] {
      const nodes: Node[] = [];
      for (let at = first.nextSibling; at !== null && at !== last; at = at.nextSibling) {
        nodes.push(at);
      }
      return nodes;
    },
    get firstChild(): Node | null {
      return first.nextSibling === last ? null : first.nextSibling;
    },
    contains: (node: Node | null) => parent.contains(node),
    insertBefore: <T extends Node>(node: T, child: Node | null): T =>
      parent.insertBefore(node, child ?? last),
    appendChild: <T extends Node>(node: T): T => parent.insertBefore(node, last),
    removeChild: <T extends Node>(node: T): T => parent.removeChild(node),
  };
  // Preact asks for array-likes only where the DOM types promise a NodeList.
  return fragment as unknown as ContainerNode;
}
