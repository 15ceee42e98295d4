import { HOLE, SPECIALS, TEXT_TYPES } from "./types.ts";

/** Makes a value of an own type out of what its stringifier unwrapped. */
// deno-lint-ignore no-explicit-any -- the inverse of Stringifiers, typed by its author
export type CustomParsers = Record<string, (value: any) => unknown>;

/** Reads what stringify() wrote. */
export function parse<T = unknown>(text: string, custom: CustomParsers = {}): T {
  const raw = JSON.parse(text) as number | unknown[];
  if (typeof raw === "number") return SPECIALS[-1 - raw] as T;
  return read(0, { raw, done: new Map(), custom }) as T;
}

interface Reader {
  raw: unknown[];
  done: Map<number, unknown>;
  custom: CustomParsers;
}

function read(index: number, reader: Reader): unknown {
  if (index < 0) return SPECIALS[-1 - index];
  if (reader.done.has(index)) return reader.done.get(index);
  // A container is known before its contents are read, so that they may point back to it.
  const known = <T>(value: T): T => {
    reader.done.set(index, value);
    return value;
  };
  const value = reader.raw[index];
  if (Array.isArray(value) && typeof value[0] === "string") {
    return readTagged(value[0], value[1], value[2], known, reader);
  }
  if (Array.isArray(value)) {
    const array = known(new Array<unknown>(value.length));
    value.forEach((item, i) => {
      if (item !== HOLE) array[i] = read(item, reader);
    });
    return array;
  }
  if (value === null || typeof value !== "object") return known(value);
  const object = known({});
  for (const [name, field] of Object.entries(value)) {
    // Defined, not assigned: a field named __proto__ must stay a field.
    const property = { enumerable: true, configurable: true, writable: true };
    Object.defineProperty(object, name, { ...property, value: read(field, reader) });
  }
  return object;
}

function readTagged(
  tag: string,
  first: unknown,
  second: unknown,
  known: <T>(value: T) => T,
  reader: Reader,
): unknown {
  const make = reader.custom[tag];
  if (make !== undefined) return known(make(read(first as number, reader)));
  const type = TEXT_TYPES[tag];
  if (type !== undefined) return known(type.read(first as string, second as string | undefined));
  const items = first as number[];
  if (tag === "Set") {
    const set = known(new Set<unknown>());
    for (const item of items) set.add(read(item, reader));
    return set;
  }
  if (tag !== "Map") throw new Error(`Cannot read serialised data of type "${tag}"`);
  const map = known(new Map<unknown, unknown>());
  for (let i = 0; i < items.length; i += 2) {
    map.set(read(items[i] as number, reader), read(items[i + 1] as number, reader));
  }
  return map;
}
