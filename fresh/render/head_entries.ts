import { type ComponentChildren, Fragment, h, type JSX, type VNode } from "preact";

/** Elements that `<Head>` moves into the document's head; all others stay where they are. */
export const MOVES: RegExp = /^(?:title|meta|link|script|style|base|noscript|template)$/;

/** What says how an element looks rather than which one it is. */
const CONTENT: Record<string, string[]> = { meta: ["content"], link: ["href"] };

/** What the `<Head>`s of a page want in the document's head; the last one of a key wins. */
export class HeadEntries {
  #entries = new Map<string, VNode>();

  /** Keeps an element from inside a `<Head>`. */
  add(key: string, type: string, props: Record<string, unknown>): void {
    this.#entries.set(key, h(type, props as JSX.HTMLAttributes));
  }

  /** Takes out the entry that replaces an element of the document's head, if there is one. */
  take(key: string): VNode | undefined {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    return entry;
  }

  /** Takes out all that found no counterpart. */
  takeRest(): ComponentChildren {
    const rest = [...this.#entries.values()];
    this.#entries.clear();
    return h(Fragment, null, ...rest);
  }
}

/** What identifies a head element: its key, being a title, or the values of its attributes. */
export function headKey(type: string, { key, props }: VNode): string {
  if (key !== null && key !== undefined) return String(key);
  if (type === "title") return type;
  const values = props as Record<string, unknown>;
  const isOther = (name: string) => !["children", "nonce", ...CONTENT[type] ?? []].includes(name);
  const parts = Object.keys(values).filter(isOther).sort().map((name) =>
    name === "dangerouslySetInnerHTML"
      ? (values[name] as { __html: unknown }).__html
      : `::${values[name]}`
  );
  return type + parts.join("");
}
