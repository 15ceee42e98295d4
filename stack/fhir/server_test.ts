import assert from "node:assert/strict";
import type { Bundle, CapabilityStatement, Patient, Resource } from "@medplum/fhirtypes";
import { type FhirServer, startFhirServer } from "./server.ts";

const JSON_TYPE = { "content-type": "application/fhir+json" };

interface Under extends AsyncDisposable {
  readonly dir: string;
  server: FhirServer;
  ask<T extends Resource = Patient>(
    method: string,
    path: string,
    body?: unknown,
    headers?: HeadersInit,
  ): Promise<Answer<T>>;
  restart(): Promise<void>;
}

/** An answer whose body is what the test expects, or nothing. */
interface Answer<T extends Resource> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

async function open(token?: string): Promise<Under> {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-fhir-" });
  const start = () => startFhirServer({ port: 0, dir, ...(token === undefined ? {} : { token }) });
  const under: Under = {
    dir,
    server: await start(),
    async ask(method, path, body, headers = {}) {
      const init = body === undefined ? {} : {
        body: body instanceof URLSearchParams ? body : JSON.stringify(body),
        headers: { ...(body instanceof URLSearchParams ? {} : JSON_TYPE), ...headers },
      };
      const response = await fetch(`${under.server.url}${path}`, { method, headers, ...init });
      const text = await response.text();
      const { status, headers: answered } = response;
      return { status, headers: answered, text, body: JSON.parse(text || "{}") };
    },
    async restart() {
      await under.server.stop();
      under.server = await start();
    },
    async [Symbol.asyncDispose]() {
      await under.server.stop();
      await Deno.remove(dir, { recursive: true });
    },
  };
  return under;
}

function patient(id: string, more: Record<string, unknown> = {}) {
  return {
    resourceType: "Patient",
    id,
    identifier: [{ system: "urn:a", value: id }],
    gender: "female",
    ...more,
  };
}

function search(under: Under, params: Record<string, string>, headers?: HeadersInit) {
  return under.ask<Bundle<Patient>>(
    "POST",
    "/Patient/_search",
    new URLSearchParams(params),
    headers,
  );
}

Deno.test("PUT stores a client's id, counts versions, and makes none without a change", async () => {
  await using under = await open();
  const first = await under.ask("PUT", "/Patient/p-1", patient("p-1"));
  assert.equal(first.status, 201);
  assert.equal(first.headers.get("etag"), 'W/"1"');
  assert.match(first.headers.get("content-location") ?? "", /\/fhir\/Patient\/p-1\/_history\/1$/);
  const same = await under.ask("PUT", "/Patient/p-1", patient("p-1"));
  assert.deepEqual([same.status, same.headers.get("etag")], [200, 'W/"1"']);
  const other = await under.ask("PUT", "/Patient/p-1", patient("p-1", { gender: "male" }));
  assert.deepEqual([other.status, other.headers.get("etag")], [200, 'W/"2"']);
  const history = await under.ask<Bundle<Patient>>("GET", "/Patient/p-1/_history");
  assert.deepEqual(
    history.body.entry?.map((entry) => entry.resource?.meta?.versionId),
    ["2", "1"],
  );
  const minimal = await under.ask("PUT", "/Patient/p-1", patient("p-1"), {
    prefer: "return=minimal",
  });
  assert.deepEqual([minimal.status, minimal.text], [200, ""]);
});

Deno.test("what was stored is there after a restart, and a line that a crash cut off is not", async () => {
  await using under = await open();
  await under.ask("PUT", "/Patient/p-1", patient("p-1"));
  await under.ask("PUT", "/Patient/p-1", patient("p-1", { gender: "male" }));
  await under.ask("PUT", "/Patient/p-2", patient("p-2"));
  await under.ask("DELETE", "/Patient/p-2");
  await under.server.stop();
  const file = `${under.dir}/resources.ndjson`;
  await Deno.writeTextFile(file, '[{"put":{"resourceType":"Pati', { append: true });
  under.server = await startFhirServer({ port: 0, dir: under.dir });
  const read = await under.ask("GET", "/Patient/p-1");
  assert.deepEqual([read.body.gender, read.body.meta?.versionId], ["male", "2"]);
  assert.equal((await under.ask("GET", "/Patient/p-2")).status, 410);
  const again = await under.ask("PUT", "/Patient/p-2", patient("p-2"));
  assert.deepEqual([again.status, again.headers.get("etag")], [201, 'W/"3"']);
  await under.restart();
  assert.equal((await under.ask("GET", "/Patient/p-2")).body.meta?.versionId, "3");
});

const INVALID: readonly Record<string, unknown>[] = [
  { gender: "M" },
  { gender: "" },
  { birthDate: "0000-00-00" },
  { birthDate: "2023-02-30" },
  { name: [] },
  { name: [{}] },
  { name: [{ use: "wrong" }] },
  { unknown: 1 },
  { deceasedDateTime: "2024-01-01T10:00:00" },
  { contact: [{ relationship: [{ text: "x" }] }] },
  { link: [{ other: { reference: "Patient/p-1" }, type: "friend" }] },
  { maritalStatus: null },
];

for (const more of INVALID) {
  Deno.test(`a Patient with ${JSON.stringify(more)} is a 422 and is not stored`, async () => {
    await using under = await open();
    const answer = await under.ask("PUT", "/Patient/p-1", patient("p-1", more));
    assert.equal(answer.status, 422);
    assert.equal(answer.body.resourceType, "OperationOutcome");
    assert.equal((await under.ask("GET", "/Patient/p-1")).status, 404);
  });
}

Deno.test("ids: all digits and other ids than the address are 400, POST gets a new one", async () => {
  await using under = await open();
  assert.equal((await under.ask("PUT", "/Patient/123", patient("123"))).status, 400);
  assert.equal((await under.ask("PUT", "/Patient/p-1", patient("p-2"))).status, 400);
  const { id: _id, ...bare } = patient("x");
  assert.equal((await under.ask("PUT", "/Patient/p-1", bare)).status, 400);
  const made = await under.ask("POST", "/Patient", patient("mine"));
  assert.equal(made.status, 201);
  assert.notEqual(made.body.id, "mine");
  assert.match(
    made.headers.get("location") ?? "",
    new RegExp(`/Patient/${made.body.id}/_history/1$`),
  );
});

Deno.test("If-Match: stale is 409, present is taken, and on nothing it creates", async () => {
  await using under = await open();
  const created = await under.ask("PUT", "/Patient/p-1", patient("p-1"), { "if-match": 'W/"7"' });
  assert.equal(created.status, 201);
  const stale = await under.ask("PUT", "/Patient/p-1", patient("p-1", { gender: "male" }), {
    "if-match": 'W/"2"',
  });
  assert.equal(stale.status, 409);
  const good = await under.ask("PUT", "/Patient/p-1", patient("p-1", { gender: "male" }), {
    "if-match": "1",
  });
  assert.equal(good.headers.get("etag"), 'W/"2"');
});

Deno.test("If-None-Exist: 201, then 200 with what was there, 412 where two match", async () => {
  await using under = await open();
  const condition = { "if-none-exist": "Patient?identifier=urn:a%7CX" };
  const body = patient("x", { identifier: [{ system: "urn:a", value: "X" }] });
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => under.ask("POST", "/Patient", body, condition)),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [
    200,
    200,
    200,
    200,
    200,
    200,
    200,
    201,
  ]);
  assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
  await under.ask("POST", "/Patient", body);
  assert.equal((await under.ask("POST", "/Patient", body, condition)).status, 412);
  const empty = { "if-none-exist": "identifier=" };
  assert.equal((await under.ask("POST", "/Patient", body, empty)).status, 400);
});

Deno.test("tokens match exactly, with escapes; an unescaped comma is OR", async () => {
  await using under = await open();
  await under.ask(
    "PUT",
    "/Patient/p-1",
    patient("p-1", { identifier: [{ system: "urn:a", value: "55,77" }] }),
  );
  await under.ask(
    "PUT",
    "/Patient/p-2",
    patient("p-2", { identifier: [{ system: "urn:b", value: "77" }] }),
  );
  await under.ask("PUT", "/Patient/p-3", patient("p-3", { identifier: [{ value: "Abc" }] }));
  const ids = async (identifier: string) => {
    const answer = await search(under, { identifier });
    return (answer.body.entry ?? []).map((entry) => entry.resource?.id);
  };
  assert.deepEqual(await ids("urn:a|55\\,77"), ["p-1"]);
  assert.deepEqual(await ids("urn:a|55,77"), ["p-2"]);
  assert.deepEqual(await ids("abc"), []);
  assert.deepEqual(await ids("|Abc"), ["p-3"]);
  assert.deepEqual(await ids("urn:b|"), ["p-2"]);
  assert.deepEqual(await ids("URN:B|77"), []);
});

Deno.test("an answer is given again for a minute, but for no-cache; unknown parameters are 400", async () => {
  await using under = await open();
  const params = { identifier: "urn:a|p-1" };
  assert.equal((await search(under, params)).body.total, 0);
  await under.ask("PUT", "/Patient/p-1", patient("p-1"));
  const again = await search(under, params);
  assert.equal(again.body.total, 0);
  assert.match(again.headers.get("x-cache") ?? "", /^HIT/);
  const fresh = { "cache-control": "no-cache" };
  assert.equal((await search(under, params, fresh)).body.total, 1);
  assert.equal((await search(under, params)).body.total, 0);
  assert.equal((await search(under, { wrong: "x" })).status, 400);
});

Deno.test("pages follow one another to the end; a page that is none is 410", async () => {
  await using under = await open();
  for (let index = 0; index < 15; index++) {
    await under.ask("PUT", `/Patient/n-${index}`, patient(`n-${index}`, { gender: "other" }));
  }
  let answer = await search(under, { gender: "other", _count: "6" });
  assert.equal(answer.body.total, undefined);
  const seen: string[] = [];
  for (let page = 0; page < 5; page++) {
    for (const entry of answer.body.entry ?? []) seen.push(entry.resource?.id ?? "");
    const next = answer.body.link?.find((link) => link.relation === "next");
    if (next === undefined) break;
    answer = await under.ask<Bundle<Patient>>(
      "GET",
      (next.url ?? "").slice(under.server.url.length),
    );
  }
  assert.equal(new Set(seen).size, 15);
  assert.equal(answer.body.total, 15);
  assert.equal((await under.ask("GET", "?_getpages=none")).status, 410);
  const two = await search(under, { gender: "other" }, {
    "cache-control": "no-store, max-results=2",
  });
  assert.equal(two.body.entry?.length, 2);
});

function transaction(second: Record<string, unknown>) {
  const urn = "urn:uuid:11111111-1111-4111-8111-111111111111";
  return {
    resourceType: "Bundle",
    type: "transaction",
    entry: [
      { fullUrl: urn, resource: patient("x"), request: { method: "PUT", url: "Patient/x" } },
      {
        resource: {
          resourceType: "Observation",
          status: "preliminary",
          code: { text: "volume" },
          subject: { reference: "Patient/x" },
          ...second,
        },
        request: { method: "POST", url: "Observation" },
      },
    ],
  };
}

Deno.test("a transaction is stored whole, or not at all", async () => {
  await using under = await open();
  for (const bad of [{ status: "wrong" }, { subject: { reference: "Patient/nobody" } }]) {
    assert.ok((await under.ask("POST", "", transaction(bad))).status >= 400);
    assert.equal((await under.ask("GET", "/Patient/x")).status, 404);
  }
  await under.restart();
  assert.equal((await under.ask("GET", "/Patient/x")).status, 404);
  const good = await under.ask<Bundle>("POST", "", transaction({}));
  assert.deepEqual([good.status, good.body.type], [200, "transaction-response"]);
  await under.restart();
  assert.equal((await under.ask("GET", "/Patient/x")).status, 200);
});

Deno.test("references must exist and be relative; what is referred to is not deleted", async () => {
  await using under = await open();
  const observation = (reference: string) => ({
    resourceType: "Observation",
    id: "o-1",
    status: "final",
    code: { text: "volume" },
    subject: { reference },
  });
  assert.equal(
    (await under.ask("PUT", "/Observation/o-1", observation("Patient/p-1"))).status,
    400,
  );
  assert.equal(
    (await under.ask("PUT", "/Observation/o-1", observation("http://x.example/Patient/p-1")))
      .status,
    400,
  );
  await under.ask("PUT", "/Patient/p-1", patient("p-1"));
  assert.equal(
    (await under.ask("PUT", "/Observation/o-1", observation("Patient/p-1"))).status,
    201,
  );
  assert.equal((await under.ask("DELETE", "/Patient/p-1")).status, 409);
  assert.equal((await under.ask("DELETE", "/Observation/o-1")).status, 200);
  assert.equal((await under.ask("DELETE", "/Patient/p-1")).status, 200);
  assert.equal((await under.ask("DELETE", "/Patient/p-1")).status, 200);
});

Deno.test("bodies that are no resource are 400, whatever they are", async () => {
  await using under = await open();
  for (const body of ["", "{", "7", "null", '{"resourceType":"Observation","id":"p-1"}']) {
    const response = await fetch(`${under.server.url}/Patient/p-1`, {
      method: "PUT",
      headers: JSON_TYPE,
      body,
    });
    await response.body?.cancel();
    assert.equal(response.status, 400, body);
  }
  const plain = await fetch(`${under.server.url}/Patient/p-1`, {
    method: "PUT",
    headers: { "content-type": "text/plain" },
    body: JSON.stringify(patient("p-1")),
  });
  await plain.body?.cancel();
  assert.equal(plain.status, 400);
});

Deno.test("with a token, only metadata is open to everybody", async () => {
  await using under = await open("a token of this server");
  const metadata = await under.ask<CapabilityStatement>("GET", "/metadata");
  assert.deepEqual([metadata.status, metadata.body.fhirVersion], [200, "4.0.1"]);
  assert.equal((await under.ask("GET", "/Patient/p-1")).status, 401);
  const headers = { authorization: "Bearer a token of this server" };
  assert.equal((await under.ask("GET", "/Patient/p-1", undefined, headers)).status, 404);
});
