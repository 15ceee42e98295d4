import { HOLE, SPECIALS, TEXT_TYPES } from "./types.ts";

/** Makes a value of an own type out of what its stringifier unwrapped. */
// deno-lint-ignore no-explicit-any -- the inverse of Stringifiers, typed by its author
export type CustomParsers = Record<string, (value: any) => unknown>;

/** Reads what stringify() wrote. */
export function parse<T = unknown>(text: string, custom: CustomParsers = {}): T {
  const raw = JSON.parse(text) as number | unknown[];
  const reader = new Reader(typeof raw === "number" ? [] : raw, custom);
  return reader.read(typeof raw === "number" ? raw : 0) as T;
}

class Reader {
  #done = new Map<number, unknown>();

  constructor(readonly raw: unknown[], readonly custom: CustomParsers) {}

  read(index: number): unknown {
    if (index < 0) return SPECIALS[-1 - index];
    if (this.#done.has(index)) return this.#done.get(index);
    const value = this.raw[index];
    if (Array.isArray(value) && typeof value[0] === "string") return this.#tagged(index, value);
    if (Array.isArray(value)) {
      const array = this.#known(index, new Array<unknown>(value.length));
      for (const [i, item] of value.entries()) if (item !== HOLE) array[i] = this.read(item);
      return array;
    }
    if (value === null || typeof value !== "object") return this.#known(index, value);
    const object = this.#known(index, {});
    for (const [name, field] of Object.entries(value)) {
      // Defined, not assigned: a field named __proto__ must stay a field.
      const property = { enumerable: true, configurable: true, writable: true };
      Object.defineProperty(object, name, { ...property, value: this.read(field) });
    }
    return object;
  }

  /** A container is known before its contents are read, so that they may point back to it. */
  #known<T>(index: number, value: T): T {
    this.#done.set(index, value);
    return value;
  }

  #tagged(index: number, [tag, first, flags]: unknown[]): unknown {
    const make = this.custom[tag as string];
    if (make !== undefined) return this.#known(index, make(this.read(first as number)));
    const [, , fromText] = TEXT_TYPES[tag as string] ?? [];
    if (fromText) return this.#known(index, fromText(first as string, flags as string));
    const items = first as number[];
    if (tag === "Set") {
      const set = this.#known(index, new Set<unknown>());
      for (const item of items) set.add(this.read(item));
      return set;
    }
    const map = this.#known(index, new Map<unknown, unknown>());
    for (let i = 0; i < items.length; i += 2) {
      map.set(this.read(items[i] as number), this.read(items[i + 1] as number));
    }
    return map;
  }
}
