/**
 * The part of the protocol buffers wire format that ONNX files are made of: varints (wire type 0),
 * length-delimited bytes (2) and 32-bit values (5). 64-bit fixed values (1) are skipped on reading.
 */

/** One field of a message as it lies in the file. */
export interface WireField {
  readonly number: number;
  /** The value of a varint; 0 for the other kinds. */
  readonly varint: number;
  /** The bytes of a length-delimited or fixed field; empty for a varint. */
  readonly bytes: Uint8Array;
}

const TEXT = new TextEncoder();

/** A field that holds an integer >= 0 (enum, int32, int64 up to 2^53). */
export function varintField(number: number, value: number): Uint8Array {
  return join([varint(number << 3), varint(value)]);
}

/** A field that holds bytes: a string, a packed array or an embedded message. */
export function bytesField(number: number, bytes: Uint8Array): Uint8Array {
  return join([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

/** A field that holds UTF-8 text. */
export function textField(number: number, text: string): Uint8Array {
  return bytesField(number, TEXT.encode(text));
}

/** A field that holds a 32-bit float, little endian. */
export function floatField(number: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return join([varint((number << 3) | 5), bytes]);
}

/** Several fields one after the other: the encoding of a message. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The fields of a message in file order. Throws RangeError where the bytes end too early. */
export function* readFields(message: Uint8Array): Generator<WireField> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const key = readVarint(message, cursor);
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) {
      yield { number, varint: readVarint(message, cursor), bytes: new Uint8Array() };
    } else {
      const length = wire === 2 ? readVarint(message, cursor) : fixedLength(wire);
      if (cursor.at + length > message.length) throw new RangeError("A field ends after the file");
      yield { number, varint: 0, bytes: message.subarray(cursor.at, cursor.at + length) };
      cursor.at += length;
    }
  }
}

function fixedLength(wire: number): number {
  if (wire === 1) return 8;
  if (wire === 5) return 4;
  throw new RangeError(`Unknown wire type ${wire}`);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

function readVarint(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  let factor = 1;
  for (let n = 0; n < 10; n++) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw new RangeError("A number ends after the file");
    value += (byte % 128) * factor;
    if (byte < 128) return value;
    factor *= 128;
  }
  throw new RangeError("A number is longer than ten bytes");
}
