// The gate (nginx/, started by stack/nginx.ts) with TLS.
import assert from "node:assert/strict";
import { openGate } from "./gate.ts";
import { line, sendRaw } from "./raw.ts";

/** curl speaks HTTP/2 and checks the name in the certificate; answer as "status version rest". */
async function curl(...args: string[]): Promise<string> {
  const all = ["-sS", "-m", "10", "-D", "-", ...args];
  const { stdout, stderr } = await new Deno.Command("curl", { args: all }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

Deno.test("with TLS, http leads to https, which is HTTP/2 and says so to Orthanc", async () => {
  await using gate = await openGate({ tls: true });
  const plain = await sendRaw(gate.port, line("GET", "/studies/a?b=c"));
  assert.equal(plain.status, 308);
  assert.deepEqual(plain.headers.get("location"), [
    `https://localhost:${gate.tlsPort}/studies/a?b=c`,
  ]);
  const strange = await sendRaw(gate.port, line("GET", "/login", { Host: "evil.example" }));
  assert.deepEqual([strange.status, strange.headers.get("location")], [421, undefined]);
  const onTlsPort = await sendRaw(gate.tlsPort ?? 0, line("GET", "/x"));
  assert.equal(onTlsPort.status, 308);

  const trust = ["--cacert", gate.authority ?? ""];
  const root = `https://localhost:${gate.tlsPort}`;
  const page = await curl(...trust, `${root}/login`);
  assert.match(page, /^HTTP\/2 200/);
  assert.match(page, /strict-transport-security: max-age=31536000/);
  assert.equal(gate.portalSaw[0]?.headers.get("x-forwarded-proto"), "https");
  assert.match(await curl(...trust, "--tls-max", "1.2", `${root}/login`), /^HTTP\/2 200/);
  assert.match(
    await curl(...trust, "--tls-max", "1.1", "--ciphers", "ALL:@SECLEVEL=0", `${root}/`),
    /alert|error/i,
  );

  await curl(...trust, "-H", "Authorization: Bearer good", `${root}/orthanc/dicom-web/studies`);
  assert.equal(gate.orthancSaw[0]?.headers.get("forwarded"), "proto=https");
  assert.equal(gate.orthancSaw[0]?.headers.get("host"), `localhost:${gate.tlsPort}`);
});
