import { type ComponentChildren, Fragment, toChildArray, type VNode } from "preact";

/** Elements that <Head> and the document's own <head> share by key. */
const HEAD_TAGS = new Set([
  "title",
  "meta",
  "link",
  "style",
  "script",
  "base",
  "noscript",
  "template",
]);

/** Attributes that say what an element contains rather than which one it is. */
const CONTENT_PROPS = new Set([
  "children",
  "content",
  "nonce",
  "dangerouslySetInnerHTML",
]);

/** What `<Head>` components of a page want in the document's head; the last one of a key wins. */
export class HeadEntries {
  #keyed = new Map<string, VNode>();
  #others: VNode[] = [];

  /** Takes the children of a <Head>. */
  add(children: ComponentChildren): void {
    for (const child of toChildArray(children)) {
      if (typeof child !== "object") continue;
      if (child.type === Fragment) {
        this.add((child.props as { children?: ComponentChildren }).children);
        continue;
      }
      const key = headKey(child);
      if (key === null) this.#others.push(child);
      else this.#keyed.set(key, child);
    }
  }

  /** Takes out the entry that replaces an element of the document's head, if there is one. */
  take(element: VNode): VNode | null {
    const key = headKey(element);
    if (key === null) return null;
    const entry = this.#keyed.get(key) ?? null;
    this.#keyed.delete(key);
    return entry;
  }

  /** Takes out all that found no counterpart. */
  takeRest(): VNode[] {
    const rest = [...this.#keyed.values(), ...this.#others];
    this.#keyed.clear();
    this.#others = [];
    return rest;
  }
}

/** What identifies a head element: title, key, id, or its attributes; null when nothing does. */
function headKey(vnode: VNode): string | null {
  const { type, key } = vnode;
  if (typeof type !== "string" || !HEAD_TAGS.has(type)) return null;
  if (type === "title") return "title";
  if (key !== null && key !== undefined) return `${type}:key:${String(key)}`;
  const props = vnode.props as Record<string, unknown>;
  if (props.id !== undefined) return `${type}:id:${String(props.id)}`;
  const names = Object.keys(props).filter((name) => !CONTENT_PROPS.has(name))
    .sort();
  if (names.length === 0) return null;
  return `${type}:${names.map((name) => `${name}=${String(props[name])}`).join("|")}`;
}
