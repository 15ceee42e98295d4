// Written data is one array that holds every distinct value once; inside it, values are named by
// their index. The negative indexes below stand for what JSON cannot say.

/** Stands in an island's props for JSX that was rendered on the server. */
export class SlotRef {
  constructor(readonly id: number) {}
}

/** A missing array item. */
export const HOLE = -7;

/** The values written as -1, -2, … */
export const SPECIALS: unknown[] = [undefined, null, NaN, Infinity, -Infinity, -0];

/** A type of value that is written as text: how to know it, its JSON, and how to read that. */
type TextType = [
  is: (value: unknown) => boolean,
  write: (value: never) => string,
  read: (text: string, flags?: string) => unknown,
];

const bytes = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** The types that are written as text, by name. */
export const TEXT_TYPES: Record<string, TextType> = {
  BigInt: [(v) => typeof v === "bigint", (v: bigint) => `"${v}"`, (text) => BigInt(text)],
  URL: [(v) => v instanceof URL, (v: URL) => JSON.stringify(v.href), (text) => new URL(text)],
  Date: [
    (v) => v instanceof Date,
    (v: Date) => `"${Number.isNaN(+v) ? "Invalid Date" : v.toISOString()}"`,
    (text) => new Date(text),
  ],
  RegExp: [
    (v) => v instanceof RegExp,
    (v: RegExp) => `${JSON.stringify(v.source)}, "${v.flags}"`,
    (text, flags) => new RegExp(text, flags),
  ],
  Uint8Array: [(v) => v instanceof Uint8Array, (v: Uint8Array) => `"${v.toBase64()}"`, bytes],
};
