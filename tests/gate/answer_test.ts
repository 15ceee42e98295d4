// What the gate itself (nginx/, started by stack/nginx.ts) adds to answers, keeps out of its logs, and lets through as it comes.
import assert from "node:assert/strict";
import { openGate } from "./gate.ts";
import { line, sendRaw } from "./raw.ts";

const STUDIES = "/orthanc/dicom-web/studies";
const good = { Authorization: "Bearer good" };

Deno.test("every answer carries its security headers exactly once", async (t) => {
  await using gate = await openGate();
  gate.mood.page = () => new Response("page", { headers: { "X-Content-Type-Options": "nosniff" } });
  const rows: readonly [string, Record<string, string>, RegExp | null][] = [
    ["/login", {}, null],
    ["/api/session", {}, null],
    [STUDIES, good, /sandbox/],
    [STUDIES, {}, null],
    ["/orthanc/app", {}, null],
    ["/ohif/viewer?StudyInstanceUIDs=1.2.3", {}, /frame-ancestors 'self'/],
    ["/ohif/app-config.js", {}, /frame-ancestors 'self'/],
    ["/ohif/1.bundle.0123456789abcdef.js", {}, /script-src 'self' 'wasm-unsafe-eval'/],
    ["/ohif/nothing.js", {}, null],
  ];
  for (const [uri, headers, csp] of rows) {
    await t.step(uri, async () => {
      const answer = await sendRaw(gate.port, line("GET", uri, headers));
      assert.deepEqual(answer.headers.get("x-content-type-options"), ["nosniff"]);
      assert.deepEqual(answer.headers.get("server"), ["nginx"]);
      assert.equal(answer.headers.get("strict-transport-security"), undefined);
      if (csp !== null) assert.match(answer.headers.get("content-security-policy")?.[0] ?? "", csp);
    });
  }
});

Deno.test("images are never kept; the viewer's hashed files are, its page is not", async () => {
  await using gate = await openGate();
  const cacheOf = async (uri: string) =>
    (await sendRaw(gate.port, line("GET", uri, good))).headers.get("cache-control");
  assert.deepEqual(await cacheOf(STUDIES), ["private, no-store"]);
  assert.match((await cacheOf("/ohif/1.bundle.0123456789abcdef.js"))?.[0] ?? "", /immutable/);
  assert.deepEqual(await cacheOf("/ohif/viewer"), ["no-cache"]);
  assert.deepEqual(await cacheOf("/ohif/app-config.js"), ["no-cache"]);
});

Deno.test("the viewer's folder gives its files and nothing else", async () => {
  await using gate = await openGate();
  const closed = ["/ohif/.stamp.json", "/ohif/../password", "/ohif/..%2fpassword", "/ohif/viewer/"];
  for (const uri of [...closed, "/ohif/", "/ohif", "/ohif../password", "/ohif/viewer/index.html"]) {
    const answer = await sendRaw(gate.port, line("GET", uri));
    assert.ok(answer.status === 404 || gate.portalSaw.length > 0, `${uri}: ${answer.status}`);
    assert.doesNotMatch(answer.body, /[0-9a-f]{8}-[0-9a-f]{4}/.test(uri) ? /x/ : /stamp|viewer</);
  }
});

Deno.test("neither log nor error page repeats a query, a token or a patient's number", async () => {
  await using gate = await openGate();
  const query = "PatientID=SECRET123&token=SECRET123";
  const answers = [
    await sendRaw(gate.port, line("GET", `${STUDIES}?${query}`)),
    await sendRaw(gate.port, line("GET", `/orthanc/x?${query}`, good)),
  ];
  await gate.stopPortal();
  answers.push(await sendRaw(gate.port, line("GET", `/patients?${query}`, good)));
  for (const { body } of answers) assert.doesNotMatch(body, /SECRET123|Bearer/);
  const log = await gate.log();
  assert.match(log, /"path":"\/orthanc\/dicom-web\/studies"/);
  assert.doesNotMatch(log, /SECRET123|good/);
});

Deno.test("an event reaches the browser before the next one is written", async () => {
  await using gate = await openGate();
  const events = new TransformStream<Uint8Array, Uint8Array>();
  const writer = events.writable.getWriter();
  const headers = { "Content-Type": "text/event-stream" };
  gate.mood.page = () => new Response(events.readable, { headers });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: gate.port });
  const send = new TextEncoder();
  await connection.write(send.encode(line("GET", "/api/events", { Accept: "text/event-stream" })));
  const buffer = new Uint8Array(4096);
  let text = "";
  const readUntil = async (word: string) => {
    while (!text.includes(word)) {
      const count = await connection.read(buffer);
      assert.ok(count !== null, "the stream ended");
      text += new TextDecoder().decode(buffer.subarray(0, count));
    }
  };
  for (const word of ["one", "two", "three"]) {
    await writer.write(send.encode(`data: ${word}\n\n`));
    await readUntil(`data: ${word}\n\n`);
  }
  await writer.close();
  await readUntil("\r\n0\r\n");
});

Deno.test("a refusal speaks Korean to whoever asks for it first, English to everybody else", async () => {
  await using gate = await openGate();
  const said = async (uri: string, language: Record<string, string>) => {
    const { body } = await sendRaw(gate.port, line("GET", uri, { ...language }));
    const { code, message, action, requestId } = JSON.parse(body);
    assert.match(requestId, /^[0-9a-f]{32}$/);
    return [code, message, action];
  };
  const korean = { "Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8" };
  assert.deepEqual(await said(STUDIES, korean), [
    "session_missing",
    "로그인이 필요합니다.",
    "로그인한 뒤 다시 시도하세요.",
  ]);
  assert.match((await said("/orthanc/instances", korean)).join(), /^not_found,이 주소에는/);
  const others: Record<string, string>[] = [
    {},
    { "Accept-Language": "en-GB,ko;q=0.5" },
    { "Accept-Language": "kok" },
  ];
  for (const language of others) {
    assert.equal((await said(STUDIES, language))[1], "You are not signed in.");
  }
});

Deno.test("a flood of sign-ins is slowed down, everything else is not", async () => {
  await using gate = await openGate();
  const attempt = (uri: string) =>
    sendRaw(gate.port, line("POST", uri, { "Content-Length": "0" })).then(({ status }) => status);
  const attempts = await Promise.all(Array.from({ length: 40 }, () => attempt("/api/session")));
  assert.ok(attempts.filter((status) => status === 200).length >= 20);
  assert.ok(attempts.includes(429));
  assert.equal(await attempt("/login"), 429);
  assert.equal(await attempt("/api/inferences"), 200);
  assert.equal((await sendRaw(gate.port, line("GET", "/login"))).status, 200);
});
