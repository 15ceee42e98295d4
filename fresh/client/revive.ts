import { type ComponentChild, type ComponentType, Fragment, h, type VNode } from "preact";

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
function nodesInside(start: Node, kind: string): Node[] {
  let depth = 0;
  for (let at = start.nextSibling; at !== null; at = at.nextSibling) {
    if (isEnd(at, kind) && depth-- === 0) return between(start, at);
    if (isStart(at, kind)) depth++;
  }
  throw new Error(`Missing end of ${(start as Comment).data}`);
}

/** The vnode of an island whose start marker and server-rendered nodes are given. */
export function islandVNode(marker: string, nodes: Node[], page: PageData): VNode {
  const [, name = "", index = "", key = ""] = /^frsh:island:(.*?):(\d+):(.*)$/s.exec(marker) ?? [];
  const component = page.islands[name];
  const data = page.props[Number(index)];
  if (component === undefined || data === undefined) throw new Error(`No island for ${marker}`);
  const props: Record<string, unknown> = { ...data.props };
  for (const [prop, id] of data.slots) {
    props[prop] = h(Fragment, null, toVNodes(slotNodes(id, prop, nodes), page));
  }
  return h(component, key === "" ? props : { ...props, key });
}

/** What the server rendered for a slot: inside the island, or kept in a template. */
function slotNodes(id: number, name: string, nodes: Iterable<Node>): Node[] {
  const template = document.getElementById(`frsh-${id}-${name}`);
  const kept = template instanceof HTMLTemplateElement ? template.content.childNodes : [];
  return findSlot(id, nodes) ?? [...kept];
}

function findSlot(id: number, nodes: Iterable<Node>): Node[] | undefined {
  for (const node of nodes) {
    const found = isStart(node, `slot:${id}`)
      ? nodesInside(node, "slot")
      : findSlot(id, node.childNodes);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Reads server-rendered nodes back into vnodes, islands among them included. */
function toVNodes(nodes: Node[], page: PageData): ComponentChild[] {
  const vnodes: ComponentChild[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as Node;
    if (isStart(node, "island")) {
      const inside = nodesInside(node, "island");
      vnodes.push(islandVNode(node.data, inside, page));
      i += inside.length + 1;
    } else if (node.nodeType === 3) vnodes.push((node as Text).data);
    else if (node.nodeType === 1) vnodes.push(elementVNode(node as Element, page));
  }
  return vnodes;
}

function elementVNode(element: Element, page: PageData): ComponentChild {
  const props: Record<string, unknown> = {};
  for (const { name, value } of element.attributes) {
    // An attribute like `checked=""` means true, as a property the empty text would mean false.
    const isSwitch = typeof Reflect.get(element, name) === "boolean";
    if (name === "data-frsh-key") props.key = value;
    else if (!name.startsWith("on")) props[name] = isSwitch ? true : value;
  }
  return h(element.localName, props, toVNodes([...element.childNodes], page));
}
