import assert from "node:assert/strict";
import { AUTHORITY } from "../neighbours/neighbours.ts";
import { addTestStudy } from "./inference_rows.ts";
import { ORIGIN, startTestPortal } from "./portal.ts";

/** A port where nothing listens. */
const NOBODY = 9;

Deno.test("health says who answers and how fast, and nothing else", async () => {
  await using portal = await startTestPortal();
  const live = await portal.ask("/health/live");
  assert.deepEqual(await live.json(), { status: "up" });
  const ready = await portal.ask("/health/ready");
  assert.equal(ready.status, 200);
  const { status, neighbours } = await ready.json();
  assert.equal(status, "ready");
  const up = neighbours.map(({ name, up }: { name: string; up: boolean }) => [name, up]);
  assert.deepEqual(Object.fromEntries(up), {
    database: true,
    redis: true,
    orthanc: false,
    fhir: true,
    openemr: true,
  });
  assert.deepEqual(Object.keys(neighbours[0]).sort(), ["ms", "name", "up"]);
});

Deno.test("without the database nothing is served, and the page says so in plain words", async () => {
  await using portal = await startTestPortal({
    config: ({ database }) => ({ database: { ...database, port: NOBODY } }),
  });
  const ready = await portal.ask("/health/ready");
  assert.equal(ready.status, 503);
  await ready.body?.cancel();
  const response = await portal.ask("/login", {
    method: "POST",
    headers: { origin: ORIGIN, "accept-language": "en" },
    body: new URLSearchParams({ name: "kim", password: "x" }),
  });
  const html = await response.text();
  assert.equal(response.status, 503);
  assert.match(html, /The database does not answer\./);
  assert.ok(html.includes(response.headers.get("x-request-id") ?? "-"));
  const gate = await portal.ask("/auth/check", {
    headers: {
      authorization: "Bearer a.b.c",
      "x-original-method": "GET",
      "x-original-uri": "/orthanc/dicom-web/studies/1.2.3/metadata",
    },
  });
  assert.equal(gate.status, 401, "a token that is none needs no database");
  await gate.body?.cancel();
});

Deno.test("without the PACS the worklist shows what is known and says that it may be old", async () => {
  await using portal = await startTestPortal();
  await addTestStudy(portal.connections.db, "2.25.500", { authority: AUTHORITY, mrn: "M-1" });
  const session = await portal.signIn("radiologist");
  const headers = { ...session, "accept-language": "en" };
  const html = await (await portal.ask("/", { headers })).text();
  assert.match(html, /The PACS does not answer; this is the list as last seen\./);
  assert.ok(html.includes("/studies/2.25.500"));
});

Deno.test("while Redis is away requests are kept and the jobs page says what that means", async () => {
  await using portal = await startTestPortal({
    config: ({ redis }) => ({ redis: { ...redis, port: NOBODY } }),
  });
  await addTestStudy(portal.connections.db, "2.25.500", { authority: AUTHORITY, mrn: "M-1" });
  const radiologist = await portal.signIn("radiologist");
  const asked = await portal.ask("/api/inferences", {
    method: "POST",
    headers: { ...radiologist, "content-type": "application/json" },
    body: JSON.stringify({ study: "2.25.500", model: "tumour-own-4" }),
  });
  assert.equal(asked.status, 202);
  const { id } = await asked.json();
  const owed = await portal.connections.db.selectFrom("outbox").select("sent_at").execute();
  assert.deepEqual(owed, [{ sent_at: null }]);
  const events = await portal.ask("/api/events", { headers: radiologist });
  const reader = (events.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())
    .getReader();
  let heard = "";
  while (!heard.includes("event: link")) heard += (await reader.read()).value ?? "";
  assert.match(heard, /event: link\ndata: {"up":false}/);
  await reader.cancel();
  const administrator = await portal.signIn("administrator");
  const headers = { ...administrator, "accept-language": "en" };
  const html = await (await portal.ask("/jobs", { headers })).text();
  assert.match(html, /The job queue \(Redis\) does not answer\. Requests are kept/);
  assert.ok(html.includes(id));
});
