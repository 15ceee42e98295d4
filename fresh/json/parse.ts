import {
  HOLE,
  INFINITY_NEG,
  INFINITY_POS,
  NAN,
  NULL,
  TEMPORAL_TYPES,
  UNDEFINED,
  ZERO_NEG,
} from "./stringify.ts";

/** Makes a value of an own type out of what its stringifier unwrapped. */
// deno-lint-ignore no-explicit-any -- the inverse of Stringifiers, typed by its author
export type CustomParsers = Record<string, (value: any) => unknown>;

/** Reads what stringify() wrote. */
export function parse<T = unknown>(
  text: string,
  custom: CustomParsers = {},
): T {
  const raw: unknown = JSON.parse(text);
  if (typeof raw === "number") return special(raw) as T;
  const reader: Reader = { raw: raw as unknown[], done: new Map(), custom };
  return read(0, reader) as T;
}

interface Reader {
  raw: unknown[];
  done: Map<number, unknown>;
  custom: CustomParsers;
}

function special(index: number): unknown {
  switch (index) {
    case UNDEFINED:
      return undefined;
    case NULL:
      return null;
    case NAN:
      return NaN;
    case INFINITY_POS:
      return Infinity;
    case INFINITY_NEG:
      return -Infinity;
    case ZERO_NEG:
      return -0;
    default:
      throw new Error(`Unexpected index ${index} in serialised data`);
  }
}

function read(index: number, reader: Reader): unknown {
  if (index < 0) return special(index);
  if (reader.done.has(index)) return reader.done.get(index);
  const value = reader.raw[index];
  if (Array.isArray(value)) {
    return typeof value[0] === "string"
      ? readTagged(index, value[0], value, reader)
      : readArray(index, value, reader);
  }
  if (value === null || typeof value !== "object") {
    reader.done.set(index, value);
    return value;
  }
  const object: Record<string, unknown> = {};
  // Known before its fields are read, so that they may point back to it.
  reader.done.set(index, object);
  for (const [name, field] of Object.entries(value)) {
    Object.defineProperty(object, name, {
      value: read(field as number, reader),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}

function readArray(index: number, items: number[], reader: Reader): unknown[] {
  const array: unknown[] = new Array(items.length);
  reader.done.set(index, array);
  items.forEach((item, i) => {
    if (item !== HOLE) array[i] = read(item, reader);
  });
  return array;
}

function readTagged(
  index: number,
  tag: string,
  value: unknown[],
  reader: Reader,
): unknown {
  const make = reader.custom[tag];
  const result = make !== undefined
    ? make(read(value[1] as number, reader))
    : tag === "Set" || tag === "Map"
    ? readCollection(index, tag, value[1] as number[], reader)
    : readBuiltIn(tag, value[1] as string, value[2] as string | undefined);
  reader.done.set(index, result);
  return result;
}

function readCollection(
  index: number,
  tag: string,
  items: number[],
  reader: Reader,
): unknown {
  if (tag === "Set") {
    const set = new Set<unknown>();
    reader.done.set(index, set);
    for (const item of items) set.add(read(item, reader));
    return set;
  }
  const map = new Map<unknown, unknown>();
  reader.done.set(index, map);
  for (let i = 0; i + 1 < items.length; i += 2) {
    map.set(
      read(items[i] ?? UNDEFINED, reader),
      read(items[i + 1] ?? UNDEFINED, reader),
    );
  }
  return map;
}

function readBuiltIn(tag: string, text: string, flags?: string): unknown {
  if (tag === "BigInt") return BigInt(text);
  if (tag === "URL") return new URL(text);
  if (tag === "Date") return new Date(text);
  if (tag === "RegExp") return new RegExp(text, flags);
  if (tag === "Uint8Array") {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  }
  const name = tag.slice("Temporal.".length);
  if (tag.startsWith("Temporal.") && TEMPORAL_TYPES.includes(name)) {
    const types = (globalThis as unknown as Record<string, Record<string, TemporalType>>)
      .Temporal;
    const type = types?.[name];
    if (type !== undefined) return type.from(text);
  }
  throw new Error(`Cannot read serialised data of type "${tag}"`);
}

interface TemporalType {
  from(text: string): unknown;
}
