import { type ComponentChild, Fragment, h, type VNode } from "preact";
import { isStart, nodesInside, type PageData } from "./dom.ts";

/** The vnode of an island whose marker and server-rendered nodes are given. */
export function islandVNode(marker: string, nodes: Node[], page: PageData): VNode {
  const [, , name = "", index = "", ...key] = marker.split(":");
  const component = page.islands[name];
  const data = page.props[Number(index)];
  if (component === undefined || data === undefined) throw new Error(`No island for ${marker}`);
  const props: Record<string, unknown> = { ...data.props };
  for (const [prop, id] of data.slots) {
    props[prop] = h(Fragment, null, toVNodes(slotNodes(id, nodes), page));
  }
  if (key.join(":") !== "") props.key = key.join(":");
  return h(component, props);
}

/** What the server rendered for a slot: inside the island, or kept in a template. */
function slotNodes(id: number, nodes: Node[]): ArrayLike<Node> {
  return findSlot(id, nodes) ??
    document.querySelector<HTMLTemplateElement>(`#frsh-slot-${id}`)?.content.childNodes ?? [];
}

function findSlot(id: number, nodes: ArrayLike<Node>): Node[] | undefined {
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as Node;
    if (isStart(node, `slot:${id}`)) return nodesInside(nodes, i, "slot");
    const found = findSlot(id, node.childNodes);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Reads server-rendered nodes back into vnodes, islands among them included. */
function toVNodes(nodes: ArrayLike<Node>, page: PageData): ComponentChild[] {
  const vnodes: ComponentChild[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as Node;
    if (isStart(node, "island")) {
      const inside = nodesInside(nodes, i, "island");
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
  return h(element.localName, props, toVNodes(element.childNodes, page));
}
