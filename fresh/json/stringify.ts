// One array holds every distinct value once; inside it, values are named by their index. The
// negative indexes below stand for what JSON cannot say.

export const UNDEFINED = -1;
export const NULL = -2;
export const NAN = -3;
export const INFINITY_POS = -4;
export const INFINITY_NEG = -5;
export const ZERO_NEG = -6;
export const HOLE = -7;

/** Unwraps a value of an own type, or answers undefined for any other value. */
export type Stringifiers = Record<
  string,
  (value: unknown) => { value: unknown } | undefined
>;

/** Temporal types that are written as their ISO text. */
export const TEMPORAL_TYPES = [
  "Instant",
  "ZonedDateTime",
  "PlainDate",
  "PlainTime",
  "PlainDateTime",
  "PlainYearMonth",
  "PlainMonthDay",
  "Duration",
];

/** Serialises a value, with shared and circular references kept; faults: functions, symbols. */
export function stringify(data: unknown, custom: Stringifiers = {}): string {
  const out: string[] = [];
  const index = write(data, { out, seen: new Map(), custom });
  return index < 0 ? String(index) : `[${out.join(",")}]`;
}

interface Writer {
  out: string[];
  seen: Map<unknown, number>;
  custom: Stringifiers;
}

function write(value: unknown, writer: Writer): number {
  const special = specialIndex(value);
  if (special !== null) return special;
  const known = writer.seen.get(value);
  if (known !== undefined) return known;
  const index = writer.out.push("") - 1;
  writer.seen.set(value, index);
  writer.out[index] = encode(value, writer);
  return index;
}

function specialIndex(value: unknown): number | null {
  if (value === undefined) return UNDEFINED;
  if (value === null) return NULL;
  if (typeof value !== "number") return null;
  if (Number.isNaN(value)) return NAN;
  if (value === Infinity) return INFINITY_POS;
  if (value === -Infinity) return INFINITY_NEG;
  return Object.is(value, -0) ? ZERO_NEG : null;
}

function encode(value: unknown, writer: Writer): string {
  if (typeof value === "function") {
    throw new Error("Serializing functions is not supported.");
  }
  if (typeof value === "symbol") {
    throw new Error("Serializing symbols is not supported.");
  }
  if (typeof value === "bigint") return `["BigInt","${value}"]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  for (const [name, unwrap] of Object.entries(writer.custom)) {
    const inner = unwrap(value);
    if (inner !== undefined) return `["${name}",${write(inner.value, writer)}]`;
  }
  if (Array.isArray(value)) return encodeArray(value, writer);
  return encodeBuiltIn(value, writer) ?? encodeObject(value, writer);
}

function encodeArray(value: unknown[], writer: Writer): string {
  const items: number[] = [];
  for (let i = 0; i < value.length; i++) {
    items.push(i in value ? write(value[i], writer) : HOLE);
  }
  return `[${items.join(",")}]`;
}

function encodeBuiltIn(value: object, writer: Writer): string | null {
  if (value instanceof URL) return `["URL",${JSON.stringify(value.href)}]`;
  if (value instanceof Date) {
    const text = Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
    return `["Date","${text}"]`;
  }
  if (value instanceof RegExp) {
    return `["RegExp",${JSON.stringify(value.source)}, "${value.flags}"]`;
  }
  if (value instanceof Uint8Array) {
    return `["Uint8Array","${value.toBase64()}"]`;
  }
  if (value instanceof Set) {
    return `["Set",[${[...value].map((item) => write(item, writer)).join(",")}]]`;
  }
  if (value instanceof Map) {
    return `["Map",[${[...value].flat().map((item) => write(item, writer)).join(",")}]]`;
  }
  const name = Object.prototype.toString.call(value).slice(8, -1);
  const isTemporal = name.startsWith("Temporal.") &&
    TEMPORAL_TYPES.includes(name.slice(9));
  return isTemporal ? `["${name}",${JSON.stringify(String(value))}]` : null;
}

function encodeObject(value: object, writer: Writer): string {
  const fields = Object.entries(value)
    .map(([name, field]) => `${JSON.stringify(name)}:${write(field, writer)}`);
  return `{${fields.join(",")}}`;
}
