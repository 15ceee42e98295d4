import assert from "node:assert/strict";
import type { Patient } from "@medplum/fhirtypes";
import { Fault } from "../fault/fault.ts";
import { escapeToken, FhirClient } from "./fhir_client.ts";

const options = () => ({ signal: AbortSignal.timeout(5_000) });

interface Asked {
  readonly url: string;
  readonly headers: Headers;
  readonly text: string;
}

/** A server of one test that answers what it is told, and keeps what it was asked. */
async function withServer(
  answer: (request: Request, url: string) => Response | Promise<Response>,
  work: (client: FhirClient, asked: Asked[], url: string) => Promise<void>,
): Promise<void> {
  const asked: Asked[] = [];
  let url = "";
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    asked.push({ url: request.url, headers: request.headers, text: await request.text() });
    return await answer(request, url);
  });
  url = `http://127.0.0.1:${server.addr.port}/fhir`;
  try {
    await work(new FhirClient({ url, token: "a token of the server" }), asked, url);
  } finally {
    await server.shutdown();
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Fault, String(error));
    assert.ok(!error.message.includes("SECRET") && !String(error.cause).includes("SECRET"));
    return error.code;
  }
  return "none";
}

const outcome = {
  resourceType: "OperationOutcome",
  issue: [{ severity: "error", code: "processing", diagnostics: "HAPI-0001: SECRET" }],
};

const MEANING: readonly [status: number, read: string, put: string][] = [
  [400, "fhir_rejected", "fhir_rejected"],
  [401, "fhir_refused", "fhir_refused"],
  [403, "fhir_refused", "fhir_refused"],
  [404, "none", "fhir_unavailable"],
  [409, "conflict", "conflict"],
  [410, "none", "fhir_unavailable"],
  [412, "conflict", "conflict"],
  [422, "fhir_rejected", "fhir_rejected"],
  [429, "fhir_unavailable", "fhir_unavailable"],
  [500, "fhir_unavailable", "fhir_unavailable"],
  [503, "fhir_unavailable", "fhir_unavailable"],
];

for (const [status, read, put] of MEANING) {
  Deno.test(`a ${status} of the FHIR server means ${read} to read and ${put} to write`, async () => {
    await withServer(() => Response.json(outcome, { status }), async (client) => {
      assert.equal(await codeOf(client.read("Patient", "x", options())), read);
      const patient: Patient & { id: string } = { resourceType: "Patient", id: "x" };
      assert.equal(await codeOf(client.put(patient, options())), put);
    });
  });
}

Deno.test("a search asks by POST, afresh, with its token in a header", async () => {
  const bundle = { resourceType: "Bundle", type: "searchset", total: 0 };
  await withServer(() => Response.json(bundle), async (client, asked) => {
    const identifier = `urn:oid:1.2|${escapeToken("a,b|c$d\\e")}`;
    assert.deepEqual(await client.search("Patient", { identifier }, options()), []);
    const [request] = asked;
    assert.ok(request);
    assert.equal(new URL(request.url).search, "");
    assert.match(request.url, /\/fhir\/Patient\/_search$/);
    assert.equal(request.headers.get("cache-control"), "no-cache");
    assert.equal(request.headers.get("authorization"), "Bearer a token of the server");
    const form = new URLSearchParams(request.text);
    assert.equal(form.get("identifier"), "urn:oid:1.2|a\\,b\\|c\\$d\\\\e");
  });
});

Deno.test("pages are asked of the configured server, whatever host their links name", async () => {
  const page = (id: string, next?: string) =>
    Response.json({
      resourceType: "Bundle",
      type: "searchset",
      entry: [{ resource: { resourceType: "Patient", id } }],
      link: next === undefined ? [] : [{ relation: "next", url: next }],
    });
  const answer = (request: Request) => {
    const { search } = new URL(request.url);
    if (search === "?_getpages=7&offset=1") {
      return page("second", "http://other.example/elsewhere/fhir/Patient?page=3");
    }
    if (search === "?page=3") return page("third");
    return page("first", "http://other.example/fhir?_getpages=7&offset=1");
  };
  await withServer(answer, async (client, asked) => {
    const found = await client.search<Patient>("Patient", {}, options());
    assert.deepEqual(found.map(({ id }) => id), ["first", "second", "third"]);
    assert.equal(asked.length, 3);
  });
});

Deno.test("a search that never ends, and a link that is none, are no answers", async () => {
  for (const url of ["http://127.0.0.1/fhir?again=1", "not an address", "http://127.0.0.1/fhir"]) {
    const bundle = { resourceType: "Bundle", link: [{ relation: "next", url }] };
    await withServer(() => Response.json(bundle), async (client) => {
      assert.equal(await codeOf(client.search("Patient", {}, options())), "fhir_unavailable");
    });
  }
});

Deno.test("a redirect is not followed: it would carry the token away", async () => {
  const answer = (_: Request, url: string) => Response.redirect(`${url}/elsewhere`);
  await withServer(answer, async (client, asked) => {
    assert.equal(await codeOf(client.read("Patient", "x", options())), "fhir_unavailable");
    assert.equal(asked.length, 1);
  });
});

for (
  const body of [
    "<html>It works</html>",
    "",
    "null",
    "[]",
    '{"resourceType":"Observation"}',
    '{"re',
  ]
) {
  Deno.test(`a 200 with the body ${JSON.stringify(body)} is no answer`, async () => {
    await withServer(() => new Response(body), async (client) => {
      assert.equal(await codeOf(client.read("Patient", "x", options())), "fhir_unavailable");
      assert.equal(await codeOf(client.search("Patient", {}, options())), "fhir_unavailable");
    });
  });
}

Deno.test("a write that loses a race is repeated; a stale If-Match is not", async () => {
  let calls = 0;
  const answer = () =>
    ++calls < 3
      ? Response.json(outcome, { status: 409 })
      : new Response(null, { status: 200, headers: { etag: 'W/"4"' } });
  const patient: Patient & { id: string } = { resourceType: "Patient", id: "x" };
  await withServer(answer, async (client, asked) => {
    assert.deepEqual(await client.put(patient, options()), { id: "x", version: "4" });
    assert.equal(asked.length, 3);
    calls = 0;
    assert.equal(await codeOf(client.put(patient, { ...options(), ifMatch: "3" })), "conflict");
    assert.equal(asked.length, 4);
    assert.equal(asked[3]?.headers.get("if-match"), 'W/"3"');
  });
});

Deno.test("a write is given up with its signal", async () => {
  const patient: Patient & { id: string } = { resourceType: "Patient", id: "x" };
  await withServer(() => Response.json(outcome, { status: 409 }), async (client) => {
    const aborted = client.put(patient, { signal: AbortSignal.timeout(60) });
    assert.match(await codeOf(aborted), /^(fhir_unavailable|conflict)$/);
  });
});
