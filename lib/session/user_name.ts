import { Fault } from "../fault/fault.ts";

/** Letters and digits of any script, then also `.`, `_`, `-` and `@`; 2 to 64 characters. */
const USER_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,63}$/u;

/** A sign-in name as it is stored and compared: NFKC, no space around it, lower case. */
export function normalName(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}

/**
 * The normal form of a name that a user may be given.
 *
 * @throws {Fault} `input_invalid` (field: name)
 */
export function parseUserName(text: string): string {
  const name = normalName(text);
  if (USER_NAME.test(name)) return name;
  throw new Fault(
    "input_invalid",
    "A user's name has 2 to 64 letters, digits, '.', '_', '-', '@'",
    {
      facts: { field: "name" },
    },
  );
}
