import type { ComponentChildren, VNode } from "preact";
import type { BuildCache } from "../server/build_cache.ts";
import type { Island } from "../types.ts";
import { HeadEntries } from "./head_entries.ts";

/** JSX that a server component passed to an island. */
export type SlotState = { name: string; children: ComponentChildren; rendered: boolean };

/** The props of one island on the page and which of them are slots: [prop name, slot id]. */
export type IslandProps = { slots: [string, number][]; props: Record<string, unknown> };

/** Everything that is collected while one response is rendered. */
export class RenderState {
  readonly nonce: string = crypto.randomUUID().replaceAll("-", "");
  readonly islands: Set<Island> = new Set();
  readonly islandProps: IslandProps[] = [];
  readonly slots: SlotState[] = [];
  readonly head: HeadEntries = new HeadEntries();
  /** Which of html, head and body the page has rendered itself. */
  readonly tags: Set<string> = new Set();
  inHead = false;
  /** Component vnodes being rendered, outermost first. */
  readonly stack: VNode[] = [];
  /** The vnodes of the islands' own components. */
  readonly islandRoots: WeakSet<VNode> = new WeakSet();
  #owners = new WeakMap<VNode, VNode>();
  #originals = new Map<VNode, Pick<VNode, "type" | "props">>();

  // deno-lint-ignore no-explicit-any -- of the build only state-independent parts are used
  constructor(readonly url: URL, readonly build: BuildCache<any>) {}

  /** Notes which component made a vnode: the one whose function is running. */
  own(vnode: VNode): void {
    const owner = this.stack.at(-1);
    if (owner !== undefined) this.#owners.set(vnode, owner);
  }

  /** True when a vnode was made inside an island, so that the browser makes it again. */
  isInsideIsland(vnode: VNode): boolean {
    const owner = this.#owners.get(vnode);
    return owner !== undefined && (this.islandRoots.has(owner) || this.isInsideIsland(owner));
  }

  /** Changes a vnode for this rendering only; module-level JSX is shared between requests. */
  patch(vnode: VNode, change: { type?: VNode["type"]; props: Record<string, unknown> }): void {
    const { type, props } = this.#originals.get(vnode) ?? vnode;
    this.#originals.set(vnode, { type, props });
    Object.assign(vnode, change);
  }

  /** Undoes the change of one vnode. */
  restore(vnode: VNode): void {
    Object.assign(vnode, this.#originals.get(vnode));
    this.#originals.delete(vnode);
  }

  /** Undoes all changes, also after an error. */
  restoreAll(): void {
    for (const vnode of [...this.#originals.keys()]) this.restore(vnode);
    this.stack.length = 0;
    this.inHead = false;
  }
}
