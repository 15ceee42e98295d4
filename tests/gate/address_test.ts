// Which spellings of an address pass the gate (nginx/, started by stack/nginx.ts), and what the portal
// and Orthanc then see. One raw request a row, each on a connection of its own.
import assert from "node:assert/strict";
import { openGate } from "./gate.ts";
import { line, sendRaw } from "./raw.ts";

const WEB = "/orthanc/dicom-web";
const STUDY = "1.2.826.0.1.3680043.8.498.1";
const INSTANCE = `${WEB}/studies/${STUDY}/series/1.2.3.4/instances/1.2.3.5`;

/** Passed: the verifier hears the very bytes, and Orthanc the same address. */
const PASSED: readonly string[] = [
  `GET ${WEB}/studies`,
  `GET ${WEB}/studies?StudyInstanceUID=${STUDY}&limit=5`,
  `GET ${WEB}/studies/${STUDY}/series`,
  `GET ${WEB}/studies/${STUDY}/metadata`,
  `GET ${WEB}/studies/${STUDY}/series/1.2.3.4/metadata`,
  `GET ${INSTANCE}`,
  `GET ${INSTANCE}/frames/1,2`,
  `GET ${INSTANCE}/rendered?viewport=100,100`,
  `GET ${INSTANCE}/bulk/00080060`,
  `POST ${WEB}/studies`,
];

/** DICOMweb that does not exist here: the verifier is asked, and Orthanc hears nothing of a yes. */
const UNKNOWN: readonly string[] = [
  `GET ${WEB}/`,
  `GET ${WEB}/servers`,
  `GET ${WEB}/instances`,
  `GET ${WEB}/series`,
  `DELETE ${WEB}/studies/${STUDY}`,
  `PUT ${WEB}/studies/${STUDY}`,
  `POST ${WEB}/studies/${STUDY}`,
  `POST ${WEB}/studies?x=1`,
  `OPTIONS ${WEB}/studies`,
  `HEAD ${WEB}/studies`,
  `GET ${WEB}/studies/${STUDY}/`,
  `GET ${WEB}/studies/${STUDY},9.9.9.9`,
  `GET ${WEB}/studies/${STUDY}/archive`,
  `GET ${WEB}/studies/${"1".repeat(65)}`,
  `GET ${WEB}/studies?x=${"a".repeat(2001)}`,
  `GET ${WEB}/STUDIES`,
  `GET /orthanc/%64icom-web/studies`,
  `GET /%6frthanc/dicom-web/studies`,
  `GET ${WEB}/studies/${STUDY}%0d%0aX-Auth-User:%20root`,
];

/** Closed whatever the session, and nobody is asked: what is not spelled as agreed. */
const CLOSED: readonly string[] = [
  // The rest of Orthanc.
  `GET /orthanc/`,
  `GET /orthanc/studies`,
  `GET /orthanc/app/explorer.html`,
  `GET /orthanc/instances/x/file`,
  `POST /orthanc/tools/find`,
  `GET /orthanc/changes`,
  `GET /orthanc/wado?requestType=WADO`,
  `TRACE ${WEB}/studies`,
  // Two spellings of one address.
  `GET /orthanc//dicom-web/studies/${STUDY}`,
  `GET //orthanc/dicom-web/studies`,
  `GET /orthanc/./dicom-web/studies`,
  `GET /x/..${WEB}/studies`,
  `GET ${WEB}/studies/${STUDY}/..`,
  `GET ${WEB}/studies/../../changes`,
  `GET ${WEB}/studies/${STUDY}/series/../../../../changes`,
  `GET ${WEB}/studies/%2e%2e/%2e%2e/changes`,
  `GET ${WEB}/studies/..%2f..%2fchanges`,
  `GET ${WEB}/studies/..%252f..%252fchanges`,
  `GET ${WEB}/studies/..\\..\\changes`,
  `GET ${WEB}/studies/..%5c..%5cchanges`,
  `GET ${WEB};x=1/studies`,
  `GET ${WEB}/studies;x=1`,
  `GET ${WEB}/studies/${STUDY}%00`,
  `GET ${WEB}/studies/${STUDY}/series/1.2.3.4/instances/1.2.3.5/frames/1/../../metadata`,
  // The verifier itself.
  `GET /auth/check`,
  `GET /auth/check/`,
  `GET /auth//check`,
  `GET /auth/%63heck`,
  `GET /auth%2fcheck`,
  `GET /x/../auth/check`,
  `GET /x\\..\\auth/check`,
  `GET /auth_check`,
];

/** Refused before anything is routed. */
const BROKEN: readonly (readonly [string, number])[] = [
  [`GET http://evil.example${WEB}/studies`, 421],
  [`GET http://localhost/login`, 400],
  [`GET ${WEB}/studies/%zz`, 400],
  [`GET ${WEB}/studies/caf\u00e9`, 404],
  [`GET ${"/a".repeat(20_000)}`, 414],
];

const good = { Authorization: "Bearer good" };

function split(row: string): [string, string] {
  const space = row.indexOf(" ");
  return [row.slice(0, space), row.slice(space + 1)];
}

Deno.test("what is spelled as agreed reaches verifier and Orthanc byte for byte", async (t) => {
  await using gate = await openGate();
  for (const row of PASSED) {
    await t.step(row, async () => {
      gate.asked.length = gate.orthancSaw.length = 0;
      const [method, uri] = split(row);
      const body = method === "POST" ? { "Content-Length": "0" } : {};
      const { status } = await sendRaw(gate.port, line(method, uri, { ...good, ...body }));
      assert.ok(![401, 403, 421, 502, 503].includes(status), `status ${status}`);
      assert.equal(gate.asked.length, 1);
      assert.equal(gate.asked[0]?.method, "GET");
      assert.equal(gate.asked[0]?.headers.get("x-original-uri"), uri);
      assert.equal(gate.asked[0]?.headers.get("x-original-method"), method);
      assert.deepEqual(gate.orthancSaw.map((seen) => [seen.method, seen.uri]), [[method, uri]]);
    });
  }
});

Deno.test("every other spelling is 404, and neither verifier nor Orthanc hears of it", async (t) => {
  await using gate = await openGate();
  for (const row of CLOSED) {
    for (const headers of [good, {}]) {
      await t.step(
        `${row.slice(0, 120)} ${"Authorization" in headers ? "signed in" : ""}`,
        async () => {
          const [method, uri] = split(row);
          const answer = await sendRaw(gate.port, line(method, uri, headers));
          // nginx refuses TRACE and NUL by itself.
          assert.ok([404, 405, 400].includes(answer.status), `status ${answer.status}`);
        },
      );
    }
  }
  assert.deepEqual(gate.asked, []);
  assert.deepEqual(gate.orthancSaw, []);
  assert.deepEqual(gate.portalSaw, []);
});

Deno.test("DICOMweb that is not in the table: 401 without a session, 404 with a yes", async (t) => {
  await using gate = await openGate();
  for (const row of UNKNOWN) {
    await t.step(row.slice(0, 120), async () => {
      const [method, uri] = split(row);
      assert.equal((await sendRaw(gate.port, line(method, uri, {}))).status, 401);
      assert.equal((await sendRaw(gate.port, line(method, uri, good))).status, 404);
      assert.equal(gate.asked.at(-1)?.headers.get("x-original-method"), method);
    });
  }
  assert.equal(gate.asked.length, 2 * UNKNOWN.length);
  assert.deepEqual(gate.orthancSaw, []);
});

Deno.test("what is no request is refused before it is routed", async (t) => {
  await using gate = await openGate();
  for (const [row, status] of BROKEN) {
    await t.step(row.slice(0, 60), async () => {
      const [method, uri] = split(row);
      assert.equal((await sendRaw(gate.port, line(method, uri, good))).status, status);
    });
  }
  await t.step("two lengths", async () => {
    const both = { ...good, "Content-Length": "4", "Transfer-Encoding": "chunked" };
    const smuggled = line(
      "POST",
      "/login",
      both,
      "0\r\n\r\nGET /jobs HTTP/1.1\r\nHost: localhost\r\n\r\n",
    );
    assert.equal((await sendRaw(gate.port, smuggled)).status, 400);
  });
  await t.step("a foreign Host", async () => {
    const answer = await sendRaw(gate.port, line("GET", "/", { Host: "evil.example" }));
    assert.equal(answer.status, 421);
    assert.equal(JSON.parse(answer.body).code, "input_invalid");
  });
  assert.deepEqual([...gate.asked, ...gate.orthancSaw, ...gate.portalSaw], []);
});

Deno.test("Orthanc hears OHIF's list of fields with its commas", async () => {
  await using gate = await openGate();
  const query = "limit=1&includefield=00081030%2C00080060%2c00080061&StudyInstanceUID=1.2.3.4";
  await sendRaw(gate.port, line("GET", `${WEB}/studies?${query}`, good));
  assert.equal(
    gate.orthancSaw[0]?.uri,
    `${WEB}/studies?limit=1&includefield=00081030,00080060,00080061&StudyInstanceUID=1.2.3.4`,
  );
  assert.equal(gate.asked[0]?.headers.get("x-original-uri"), `${WEB}/studies?${query}`);
});
