import { Fault } from "../fault/fault.ts";

/** Crockford's base32 alphabet: no letter that is taken for another when read aloud or typed. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Shortest password a person may choose; there is no rule about its characters (ASVS 6.2). */
const SHORTEST = 12;

/** A random password of 100 bits in four groups of five, for one person to be told once. */
export function randomPassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  const text = [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return text.replace(/(.{5})(?=.)/g, "$1-");
}

/**
 * Refuses a password that is too short or that is the user's own name.
 *
 * @throws {Fault} `input_invalid` (field: password)
 */
export function checkNewPassword(password: string, name: string): void {
  const long = [...password.normalize("NFKC")].length >= SHORTEST;
  if (long && !password.toLowerCase().includes(name) && !/\p{Cc}/u.test(password)) return;
  throw new Fault(
    "input_invalid",
    `A password has at least ${SHORTEST} characters and does not contain the user's name`,
    { facts: { field: "password" } },
  );
}
