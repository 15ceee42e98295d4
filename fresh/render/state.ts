import type { VNode } from "preact";
import type { BuildCache } from "../server/build_cache.ts";
import type { Island } from "../types.ts";
import { HeadEntries } from "./head_entries.ts";

/** JSX that a server component passed to an island. */
export interface SlotState {
  name: string;
  children: unknown;
  rendered: boolean;
}

/** The props of one island on the page, as the browser gets them. */
export interface IslandProps {
  /** Slots among the props: [prop name, slot id]. */
  slots: [string, number][];
  props: Record<string, unknown>;
}

/** Everything that is collected while one response is rendered. */
export class RenderState {
  readonly nonce: string = crypto.randomUUID().replaceAll("-", "");
  readonly pathname: string;
  readonly islandRegistry: BuildCache["islandRegistry"];
  readonly clientEntry: string;
  readonly islands: Set<Island> = new Set();
  readonly islandProps: IslandProps[] = [];
  readonly slots: SlotState[] = [];
  readonly head: HeadEntries = new HeadEntries();
  /** Which of html, head and body the page has rendered itself. */
  readonly tags: Set<string> = new Set();
  inHead = false;

  /** Component vnodes being rendered, outermost first. */
  readonly stack: VNode[] = [];
  #owners = new WeakMap<VNode, VNode>();
  #islandRoots = new WeakSet<VNode>();
  #originals = new Map<VNode, Pick<VNode, "type" | "props">>();

  // deno-lint-ignore no-explicit-any -- of the build only state-independent parts are used
  constructor(url: URL, buildCache: BuildCache<any>) {
    this.pathname = url.pathname;
    this.islandRegistry = buildCache.islandRegistry;
    this.clientEntry = buildCache.clientEntry;
  }

  /** Notes which component made a vnode: the one whose function is running. */
  own(vnode: VNode): void {
    const owner = this.stack.at(-1);
    if (owner !== undefined) this.#owners.set(vnode, owner);
  }

  /** Marks the vnode of an island's own component. */
  markIslandRoot(vnode: VNode): void {
    this.#islandRoots.add(vnode);
  }

  /** True for an island's own component. */
  isIslandRoot(vnode: VNode): boolean {
    return this.#islandRoots.has(vnode);
  }

  /** True when a vnode was made inside an island, so that the browser makes it again. */
  isInsideIsland(vnode: VNode): boolean {
    for (
      let at = this.#owners.get(vnode);
      at !== undefined;
      at = this.#owners.get(at)
    ) {
      if (this.#islandRoots.has(at)) return true;
    }
    return false;
  }

  /** Changes a vnode for this rendering only; module-level JSX is shared between requests. */
  patch(
    vnode: VNode,
    change: { type?: VNode["type"]; props: Record<string, unknown> },
  ): void {
    if (!this.#originals.has(vnode)) {
      this.#originals.set(vnode, { type: vnode.type, props: vnode.props });
    }
    Object.assign(vnode, change);
  }

  /** Undoes the change of one vnode. */
  restore(vnode: VNode): void {
    const original = this.#originals.get(vnode);
    if (original === undefined) return;
    Object.assign(vnode, original);
    this.#originals.delete(vnode);
  }

  /** Undoes all changes, also after an error. */
  restoreAll(): void {
    for (const vnode of [...this.#originals.keys()]) this.restore(vnode);
    this.stack.length = 0;
    this.inHead = false;
  }
}
