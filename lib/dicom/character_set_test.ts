import assert from "node:assert/strict";
import { textDecoding } from "./character_set.ts";

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

Deno.test("decodes the Korean example of PS3.5 annex I", () => {
  const name = "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=" +
    "\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf";
  const decode = textDecoding(["", "ISO 2022 IR 149"]);
  assert.equal(decode(bytes(name)), "Hong^Gildong=洪^吉洞=홍^길동");
});

Deno.test("decodes the Japanese example of PS3.5 annex H", () => {
  const name = "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B";
  assert.equal(textDecoding(["", "ISO 2022 IR 87"])(bytes(name)), "Yamada^Tarou=山田^太郎");
});

Deno.test("reads UTF-8, Latin-1 and, without a term, ASCII", () => {
  const korean = new TextEncoder().encode("김^서연");
  assert.equal(textDecoding(["ISO_IR 192"])(korean), "김^서연");
  assert.equal(textDecoding(["ISO_IR 100"])(bytes("M\xfcller")), "Müller");
  assert.equal(textDecoding(["ISO 2022 IR 100"])(bytes("M\xfcller")), "Müller");
  assert.equal(textDecoding([])(bytes("Doe^John")), "Doe^John");
  assert.equal(textDecoding(["ISO_IR 999"])(bytes("Doe^John")), "Doe^John");
});
