import assert from "node:assert/strict";
import { keepsSecureCookies } from "./keeps_secure_cookies.ts";

function from(host: string, scheme?: string): boolean {
  const headers = new Headers({ host, ...(scheme && { "x-forwarded-proto": scheme }) });
  return keepsSecureCookies(new Request("http://portal/", { headers }));
}

Deno.test("cookies are kept over https and on loopback, and nowhere else", () => {
  assert.ok(from("pacs.example", "https"));
  assert.ok(from("127.0.0.1:8080", "http"));
  assert.ok(from("localhost:8080"));
  assert.ok(from("[::1]:8080", "http"));
  assert.ok(!from("192.168.0.7:8080", "http"));
  assert.ok(!from("127.0.0.1.evil.test", "http"));
  assert.ok(!from("pacs.example"));
});
