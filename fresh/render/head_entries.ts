import { type ComponentChildren, Fragment, toChildArray, type VNode } from "preact";

/** Attributes that say what an element contains rather than which one it is. */
const CONTENT = /^(?:children|content|nonce|dangerouslySetInnerHTML)$/;

/** What `<Head>` components of a page want in the document's head; the last one of a key wins. */
export class HeadEntries {
  #entries = new Map<string, VNode>();

  /** Takes the children of a <Head>. */
  add(children: ComponentChildren): void {
    for (const child of toChildArray(children)) {
      if (typeof child !== "object") continue;
      const inner = (child.props as { children?: ComponentChildren }).children;
      if (child.type === Fragment && inner !== undefined) this.add(inner);
      else this.#entries.set(headKey(child) ?? `unnamed ${this.#entries.size}`, child);
    }
  }

  /** Takes out the entry that replaces an element of the document's head, if there is one. */
  take(element: VNode): VNode | undefined {
    const key = headKey(element) ?? "";
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    return entry;
  }

  /** Takes out all that found no counterpart. */
  takeRest(): VNode[] {
    const rest = [...this.#entries.values()];
    this.#entries.clear();
    return rest;
  }
}

/** What identifies a head element: title, key, id, or its attributes; null when nothing does. */
function headKey({ type, key, props }: VNode): string | null {
  if (typeof type !== "string") return null;
  if (type === "title") return "title";
  if (key !== null && key !== undefined) return `${type}:key:${String(key)}`;
  const values = props as Record<string, unknown>;
  if (values.id !== undefined) return `${type}:id:${String(values.id)}`;
  const names = Object.keys(values).filter((name) => !CONTENT.test(name)).sort();
  if (names.length === 0) return null;
  return `${type}:${names.map((name) => `${name}=${String(values[name])}`).join("|")}`;
}
