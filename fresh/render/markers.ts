import { type ComponentChildren, type ComponentType, Fragment, h, isValidElement } from "preact";
import type { VNode } from "preact";
import { Signal } from "@preact/signals";
import { SlotRef } from "../json/types.ts";
import type { Island } from "../types.ts";
import type { IslandProps, RenderState, SlotState } from "./state.ts";

/** Renders an island between comments that tell the browser its name and its props' index. */
export function wrapIsland(state: RenderState, vnode: VNode, island: Island): void {
  const data: IslandProps = { slots: [], props: {} };
  const index = state.islandProps.push(data) - 1;
  state.islands.add(island);
  const props: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(vnode.props as Record<string, unknown>)) {
    props[name] = data.props[name] = value;
    if (!isSlot(name, value)) continue;
    const slot: SlotState = { name, children: value as ComponentChildren, rendered: false };
    const id = state.slots.push(slot) - 1;
    data.slots.push([name, id]);
    data.props[name] = new SlotRef(id);
    props[name] = h(Slot, { id, slot });
  }
  const content = () => {
    const root = h(island.fn, props);
    state.islandRoots.add(root);
    return root;
  };
  // Colons part a marker.
  const marker = `island:${island.name}:${index}:${String(vnode.key ?? "").replaceAll(":", "_")}`;
  state.patch(vnode, { type: Marked as ComponentType, props: { marker, content } });
}

/** Renders a keyed server component between comments that name its key. */
export function wrapKeyed(state: RenderState, vnode: VNode): void {
  const { type, props, key } = vnode;
  const content = () => h(type as ComponentType<unknown>, props as Record<string, unknown>);
  const marker = `key:${String(key).replaceAll(":", "_")}`;
  state.patch(vnode, { type: Marked as ComponentType, props: { marker, content } });
}

/** JSX and children stay on the server; a signal looks like an element to preact but is data. */
function isSlot(name: string, value: unknown): boolean {
  if (value === null || value === undefined || value instanceof Signal) return false;
  return (name === "children" && typeof value !== "function") || isValidElement(value);
}

function Slot({ id, slot }: { id: number; slot: SlotState }): VNode {
  slot.rendered = true;
  return Marked({ marker: `slot:${id}:${slot.name}`, content: () => slot.children });
}

function Marked(props: { marker: string; content: () => ComponentChildren }): VNode {
  const end = props.marker.slice(0, props.marker.indexOf(":"));
  const parts = [comment(`frsh:${props.marker}`), props.content(), comment(`/frsh:${end}`)];
  return h(Fragment, null, parts);
}

function comment(text: string): VNode {
  // Known to preact-render-to-string only, hence missing in preact's types.
  return h(Fragment, { UNSTABLE_comment: text } as Record<string, unknown>);
}
