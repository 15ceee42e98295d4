import { notInStandIn } from "../error.ts";
import { HOLE, SPECIALS, TEXT_TYPES } from "./types.ts";

/** Unwraps a value of an own type, or answers undefined for any other value. */
export type Stringifiers = Record<string, (value: unknown) => { value: unknown } | undefined>;

/** Serialises a value, with shared and circular references kept; faults: functions, symbols. */
export function stringify(data: unknown, custom: Stringifiers = {}): string {
  const out: string[] = [];
  const index = write(data, { out, seen: new Map(), custom });
  return index < 0 ? String(index) : `[${out.join(",")}]`;
}

type Writer = { out: string[]; seen: Map<unknown, number>; custom: Stringifiers };

function write(value: unknown, writer: Writer): number {
  const special = SPECIALS.findIndex((one) => Object.is(one, value));
  if (special >= 0) return -1 - special;
  const known = writer.seen.get(value);
  if (known !== undefined) return known;
  const index = writer.out.push("") - 1;
  writer.seen.set(value, index);
  writer.out[index] = encode(value, writer);
  return index;
}

function encode(value: unknown, writer: Writer): string {
  if (typeof value === "function" || typeof value === "symbol") {
    throw new Error(`Serializing ${typeof value}s is not supported.`);
  }
  for (const [name, unwrap] of Object.entries(writer.custom)) {
    const inner = unwrap(value);
    if (inner !== undefined) return `["${name}",${write(inner.value, writer)}]`;
  }
  for (const [name, [is, toText]] of Object.entries(TEXT_TYPES)) {
    if (is(value)) return `["${name}",${toText(value as never)}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const tag = Object.prototype.toString.call(value);
  if (tag.includes("Temporal.")) notInStandIn(`Serialising ${tag}`);
  const list = (items: unknown[]) => `[${items.map((item) => write(item, writer)).join(",")}]`;
  if (value instanceof Set) return `["Set",${list([...value])}]`;
  if (value instanceof Map) return `["Map",${list([...value].flatMap((pair) => pair))}]`;
  if (Array.isArray(value)) {
    const items = Array.from(value, (item, i) => i in value ? write(item, writer) : HOLE);
    return `[${items.join(",")}]`;
  }
  const fields = Object.entries(value)
    .map(([name, field]) => `${JSON.stringify(name)}:${write(field, writer)}`);
  return `{${fields.join(",")}}`;
}
