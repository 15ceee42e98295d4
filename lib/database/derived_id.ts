import { createHash } from "node:crypto";

/** A UUID of version 8 (RFC 9562, section 5.8) whose bits are the SHA-256 of a text. */
export function uuidOf(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(hash.toString("hex")) ?? [];
  return parts.slice(1).join("-");
}

/**
 * A UUID from parts: rows and resources that follow from others get the same id however often the
 * work is repeated.
 */
export function derivedId(...parts: readonly string[]): string {
  return uuidOf(JSON.stringify(parts));
}
