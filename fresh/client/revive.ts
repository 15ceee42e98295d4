import { type ComponentChild, Fragment, h, type VNode } from "preact";
import { isStart, nodesInside, type PageData } from "./dom.ts";

/** The vnode of an island whose start marker and server-rendered nodes are given. */
export function islandVNode(marker: string, nodes: Node[], page: PageData): VNode {
  const [, name = "", index = "", key = ""] = /^frsh:island:(.*?):(\d+):(.*)$/s.exec(marker) ?? [];
  const component = page.islands[name];
  const data = page.props[Number(index)];
  if (component === undefined || data === undefined) throw new Error(`No island for ${marker}`);
  const props: Record<string, unknown> = { ...data.props };
  for (const [prop, id] of data.slots) {
    props[prop] = h(Fragment, null, toVNodes(slotNodes(id, nodes), page));
  }
  return h(component, key === "" ? props : { ...props, key });
}

/** What the server rendered for a slot: inside the island, or kept in a template. */
function slotNodes(id: number, nodes: Iterable<Node>): Node[] {
  const template = document.querySelector<HTMLTemplateElement>(`#frsh-slot-${id}`);
  return findSlot(id, nodes) ?? [...template?.content.childNodes ?? []];
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
    const property = (element as unknown as Record<string, unknown>)[name];
    // An attribute like `checked=""` means true, as a property the empty text would mean false.
    if (!name.startsWith("on")) props[name] = typeof property === "boolean" ? true : value;
  }
  return h(element.localName, props, toVNodes([...element.childNodes], page));
}
