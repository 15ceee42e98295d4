// Whose request passes the gate (nginx/, started by stack/nginx.ts): the portal's verdict, and only
// the portal's, counts.
import assert from "node:assert/strict";
import { openGate, verdictByToken } from "./gate.ts";
import { line, sendRaw } from "./raw.ts";

const STUDIES = "/orthanc/dicom-web/studies";
const good = { Authorization: "Bearer good" };

Deno.test("the verdict's status is the answer, and Orthanc hears only of what passed", async () => {
  await using gate = await openGate();
  const ask = (headers: Record<string, string>) =>
    sendRaw(gate.port, line("GET", STUDIES, headers));
  assert.equal((await ask({})).status, 401);
  assert.equal((await ask({ Authorization: "Bearer other" })).status, 403);
  assert.equal(
    (await ask({ "User-Agent": "kube-probe/1.0", Authorization: "Basic x" })).status,
    401,
  );
  assert.deepEqual(gate.orthancSaw, []);
  const refused = await ask({});
  assert.deepEqual(refused.headers.get("www-authenticate"), ["Bearer"]);
  const { code, message, action, requestId } = JSON.parse(refused.body);
  assert.equal(code, "session_missing");
  assert.ok(message && action && requestId);
  assert.equal((await ask(good)).status, 200);
  assert.equal(gate.orthancSaw.length, 1);
});

Deno.test("a verdict counts for one request: after a sign-out nothing passes", async () => {
  await using gate = await openGate();
  assert.equal((await sendRaw(gate.port, line("GET", STUDIES, good))).status, 200);
  gate.mood.verdict = () => new Response(null, { status: 401 });
  assert.equal((await sendRaw(gate.port, line("GET", STUDIES, good))).status, 401);
});

Deno.test("without a verdict nothing passes", async (t) => {
  await using gate = await openGate();
  const ask = () => sendRaw(gate.port, line("GET", STUDIES, good));
  for (const status of [204, 302, 404, 418, 500, 503]) {
    await t.step(`the portal answers ${status}`, async () => {
      gate.mood.verdict = () => new Response(null, { status });
      const answer = await ask();
      // 2xx is nginx's "yes"; the portal never says 204, but a yes is a yes.
      assert.equal(answer.status, status === 204 ? 200 : 503);
    });
  }
  const passed = gate.orthancSaw.length;
  await t.step("the portal hangs", async () => {
    const hang = Promise.withResolvers<Response>();
    gate.mood.verdict = () => hang.promise;
    const answer = await ask();
    hang.resolve(verdictByToken(new Request("http://localhost")));
    assert.equal(answer.status, 503);
    assert.equal(JSON.parse(answer.body).code, "internal");
  });
  await t.step("the portal is down", async () => {
    await gate.stopPortal();
    assert.equal((await ask()).status, 503);
    assert.equal((await sendRaw(gate.port, line("GET", "/login"))).status, 503);
    const page = await sendRaw(gate.port, line("GET", "/login", { Accept: "text/html" }));
    assert.equal(page.status, 503);
    assert.match(page.body, /Research use only\. Not for diagnostic use\./);
    assert.match(page.headers.get("content-type")?.[0] ?? "", /^text\/html/);
  });
  assert.equal(gate.orthancSaw.length, passed);
});

Deno.test("a client's claims about itself reach neither verifier, portal nor Orthanc", async () => {
  await using gate = await openGate();
  const claims = {
    ...good,
    Cookie: "__Host-neuronova-demo=secret",
    "X-Original-URI": `${STUDIES}/1.2.3.4`,
    "X-Original-Method": "POST",
    "X-Real-IP": "10.9.9.9",
    "X-Forwarded-For": "10.9.9.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Uri": "/auth/check",
    "X-Auth-User": "root",
    "X-Request-Id": "mine",
    Forwarded: "for=10.9.9.9;proto=https;host=evil.example",
  };
  await sendRaw(gate.port, line("GET", STUDIES, claims));
  await sendRaw(gate.port, line("GET", "/patients", claims));
  const text = (headers: Headers | undefined) => JSON.stringify([...headers ?? []]);
  for (const seen of [...gate.asked, ...gate.portalSaw, ...gate.orthancSaw]) {
    assert.doesNotMatch(text(seen.headers), /10\.9\.9\.9|evil|root|mine/);
  }
  const [asked, portal, orthanc] = [gate.asked[0], gate.portalSaw[0], gate.orthancSaw[0]];
  assert.equal(asked?.headers.get("x-original-uri"), STUDIES);
  assert.equal(asked?.headers.get("x-original-method"), "GET");
  assert.equal(asked?.headers.get("x-real-ip"), "127.0.0.1");
  assert.equal(asked?.headers.get("authorization"), "Bearer good");
  assert.match(asked?.headers.get("cookie") ?? "", /secret/);
  assert.equal(portal?.headers.get("x-original-uri"), null);
  assert.equal(portal?.headers.get("x-forwarded-proto"), "http");
  // Orthanc gets the gate's own account and nothing of the person's.
  assert.match(orthanc?.headers.get("authorization") ?? "", /^Basic /);
  assert.equal(orthanc?.headers.get("cookie"), null);
  assert.doesNotMatch(text(orthanc?.headers), /good|secret/);
});

Deno.test("transcoding, which can crash this Orthanc, is refused by the gate", async () => {
  await using gate = await openGate();
  const ask = async (Accept: string, query = "") =>
    (await sendRaw(gate.port, line("GET", `${STUDIES}${query}`, { ...good, Accept }))).status;
  const dicom = 'multipart/related; type="application/dicom"; transfer-syntax';
  for (
    const accept of [
      "multipart/related; type=image/jls",
      'multipart/related; type="image/jp2"',
      "multipart/related; type=application/octet-stream, multipart/related; type=image/jpeg",
      "image/jp2",
      `${dicom}=1.2.840.10008.1.2.4.80`,
      `${dicom}="1.2.840.10008.1.2.4.92"`,
      `${dicom}= 1.2.840.10008.1.2.4.92`,
      `${dicom}=*, ${dicom}=1.2.840.10008.1.2.5`,
      `${dicom}=1.2.840.10008.1.2.2`,
      `${dicom}=1.2.840.10008.1.2.10`,
    ]
  ) assert.equal(await ask(accept), 406, accept);
  assert.equal(await ask("*/*", "?transfer-syntax=1.2.840.10008.1.2.4.90"), 406);
  assert.equal(gate.orthancSaw.length, 0);
  for (const syntax of ["*", '"*"', "1.2.840.10008.1.2.1", '"1.2.840.10008.1.2"']) {
    assert.notEqual(await ask(`${dicom}=${syntax}`), 406, syntax);
  }
  assert.notEqual(await ask('multipart/related; type="*/*"'), 406);
  assert.equal(gate.orthancSaw.at(-1)?.headers.get("accept"), "*/*"); // which Orthanc understands
  assert.equal(await ask("image/avif,image/webp,image/png,image/*;q=0.8,*/*;q=0.5"), 200);
});

Deno.test("what Orthanc refuses has words too, and its own 401 is not the person's", async () => {
  await using gate = await openGate();
  const ask = async (uri: string) => {
    const { status, body } = await sendRaw(gate.port, line("GET", uri, good));
    return [status, JSON.parse(body).code];
  };
  assert.deepEqual(await ask(`${STUDIES}/1.2.3.4/metadata`), [404, "not_found"]);
  assert.deepEqual(await ask(`${STUDIES}?limit=99999999999`), [400, "input_invalid"]);
  assert.deepEqual(await ask(`${STUDIES}?offset=-1`), [502, "orthanc_unavailable"]);
  for (const status of [401, 403, 500]) {
    gate.mood.orthanc = status;
    assert.deepEqual(await ask(STUDIES), [502, "orthanc_unavailable"]);
  }
});

Deno.test("an upload of 3 MB passes, with a length or in chunks, and its verdict sees no body", async () => {
  await using gate = await openGate();
  const body = "x".repeat(3_000_000);
  const type = { ...good, "Content-Type": "multipart/related; boundary=b" };
  const fixed = line("POST", STUDIES, { ...type, "Content-Length": String(body.length) }, body);
  assert.notEqual((await sendRaw(gate.port, fixed)).status, 413);
  const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  await sendRaw(
    gate.port,
    line("POST", STUDIES, { ...type, "Transfer-Encoding": "chunked" }, chunks),
  );
  assert.deepEqual(gate.orthancSaw.map((seen) => seen.bytes), [body.length, body.length]);
  assert.deepEqual(gate.asked.map((seen) => seen.bytes), [0, 0]);
  const stranger = line("POST", STUDIES, { "Content-Length": "4" }, "abcd");
  assert.equal((await sendRaw(gate.port, stranger)).status, 401);
  assert.equal(gate.orthancSaw.length, 2);
});

Deno.test("Orthanc down is 503, in the gate's own words", async () => {
  await using gate = await openGate();
  await gate.stopOrthanc();
  const answer = await sendRaw(gate.port, line("GET", STUDIES, good));
  assert.equal(answer.status, 503);
  assert.equal(JSON.parse(answer.body).code, "orthanc_unavailable");
});
