import assert from "node:assert/strict";
import type { Identifier, Patient } from "@medplum/fhirtypes";
import { AUTHORITY, startNeighbours } from "../../tests/neighbours/neighbours.ts";
import { FhirSource } from "./fhir.ts";
import { FhirClient } from "./fhir_client.ts";

const options = () => ({ signal: AbortSignal.timeout(5_000) });

/** Asks a server that answers every search with the same patients, as a loose one may. */
async function askLoose(mrn: string, patients: readonly Patient[]) {
  const bundle = {
    resourceType: "Bundle",
    type: "searchset",
    entry: patients.map((resource) => ({ resource })),
  };
  const place = { port: 0, hostname: "127.0.0.1", onListen() {} };
  const server = Deno.serve(place, () => Response.json(bundle));
  try {
    const client = new FhirClient({ url: `http://127.0.0.1:${server.addr.port}` });
    return await new FhirSource(client).find({ authority: AUTHORITY, mrn }, options());
  } finally {
    await server.shutdown();
  }
}

function patient(id: string, identifier: Identifier, active = true): Patient {
  return { resourceType: "Patient", id, active, identifier: [identifier] };
}

const EXACT = { system: AUTHORITY, value: "MRN-1" };

Deno.test("a stranger whom a loose server returns is not the patient", async () => {
  const strangers = [
    patient("case", { system: AUTHORITY, value: "mrn-1" }),
    patient("blank", { system: AUTHORITY, value: "MRN-1 " }),
    patient("system", { system: "urn:oid:9.9", value: "MRN-1" }),
    patient("none", { value: "MRN-1" }),
  ];
  assert.equal((await askLoose("MRN-1", strangers)).kind, "not_found");
  const found = await askLoose("MRN-1", [...strangers, patient("right", EXACT)]);
  assert.ok(found.kind === "found" && found.patient.id === "right");
});

Deno.test("a record that was merged away does not make its survivor ambiguous", async () => {
  const merged = patient("merged", EXACT, false);
  const found = await askLoose("MRN-1", [merged, patient("survivor", EXACT)]);
  assert.ok(found.kind === "found" && found.patient.id === "survivor");
  const alone = await askLoose("MRN-1", [merged]);
  assert.ok(alone.kind === "found" && alone.patient.active === false);
  const two = [patient("one", EXACT), patient("two", EXACT)];
  assert.equal((await askLoose("MRN-1", two)).kind, "ambiguous");
});

Deno.test("a number with the characters of the search syntax is found by them", async () => {
  await using there = await startNeighbours([]);
  for (const [index, value] of ["55,77", "a|b", "a$b", "a\\b", "\\,"].entries()) {
    const resource = patient(`p-${index}`, { system: AUTHORITY, value });
    await there.sources.fhirClient.put({ ...resource, id: `p-${index}` }, options());
    const identity = { authority: AUTHORITY, mrn: value };
    const found = await there.sources.layers.fhir.find(identity, options());
    assert.ok(found.kind === "found" && found.patient.id === `p-${index}`, value);
  }
});
