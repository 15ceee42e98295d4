// Written data is one array that holds every distinct value once; inside it, values are named by
// their index. The negative indexes below stand for what JSON cannot say.

/** A missing array item. */
export const HOLE = -7;

/** The values written as -1, -2, … */
export const SPECIALS: unknown[] = [undefined, null, NaN, Infinity, -Infinity, -0];

/** A type of value that is written as text: how to know it, its JSON, and how to read that. */
interface TextType {
  is(value: unknown): boolean;
  write(value: never): string;
  read(text: string, flags?: string): unknown;
}

interface TemporalClass {
  new (): unknown;
  from(text: string): unknown;
}

/** The types that are written as text, by name. */
export const TEXT_TYPES: Record<string, TextType> = {
  BigInt: {
    is: (value) => typeof value === "bigint",
    write: (value: bigint) => `"${value}"`,
    read: (text) => BigInt(text),
  },
  URL: {
    is: (value) => value instanceof URL,
    write: (value: URL) => JSON.stringify(value.href),
    read: (text) => new URL(text),
  },
  Date: {
    is: (value) => value instanceof Date,
    write: (value: Date) => `"${Number.isNaN(+value) ? "Invalid Date" : value.toISOString()}"`,
    read: (text) => new Date(text),
  },
  RegExp: {
    is: (value) => value instanceof RegExp,
    write: (value: RegExp) => `${JSON.stringify(value.source)}, "${value.flags}"`,
    read: (text, flags) => new RegExp(text, flags),
  },
  Uint8Array: {
    is: (value) => value instanceof Uint8Array,
    write: (value: Uint8Array) => `"${value.toBase64()}"`,
    read: (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)),
  },
};

const temporal: object = Reflect.get(globalThis, "Temporal") ?? {};
for (const name of Object.getOwnPropertyNames(temporal)) {
  const type: TemporalClass = Reflect.get(temporal, name);
  if (typeof type !== "function") continue;
  TEXT_TYPES[`Temporal.${name}`] = {
    is: (value) => value instanceof type,
    write: (value: unknown) => `"${value}"`,
    read: (text) => type.from(text),
  };
}
