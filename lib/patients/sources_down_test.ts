// What a look-up answers while a source is down, slow, wrong or just back.
import assert from "node:assert/strict";
import { faultOf, IDENTITY, lookUp, promisedUploads } from "../../tests/neighbours/look_up.ts";
import { type Neighbours, startNeighbours } from "../../tests/neighbours/neighbours.ts";
import { Fault } from "../fault/fault.ts";
import { CacheSource } from "./cache.ts";
import { patientByIdentity } from "./cached_patient.ts";
import { patientId, type PatientIdentity } from "./identity.ts";

/** Layer and trouble, and what a person who looks for a patient of OpenEMR's then gets. */
const MATRIX: readonly {
  name: string;
  spoil: (there: Neighbours) => Promise<void> | void;
  found: string | { source: string; sync: string };
  missing: string | { layers: string };
}[] = [
  {
    name: "FHIR down",
    spoil: (there) => there.stop("fhir"),
    found: { source: "openemr", sync: "pending" },
    missing: { layers: "FHIR" },
  },
  {
    name: "FHIR answers 500",
    spoil: (there) => void (there.fhir.control.mood = { status: 500, body: "html" }),
    found: { source: "openemr", sync: "pending" },
    missing: { layers: "FHIR" },
  },
  {
    name: "FHIR breaks off in the middle",
    spoil: (there) => void (there.fhir.control.mood = { body: "half" }),
    found: { source: "openemr", sync: "pending" },
    missing: { layers: "FHIR" },
  },
  {
    name: "FHIR hangs",
    spoil: (there) => void (there.fhir.control.mood = { delayMs: 60_000 }),
    found: { source: "openemr", sync: "pending" },
    missing: { layers: "FHIR" },
  },
  {
    name: "FHIR refuses",
    spoil: (there) => void (there.fhir.control.mood = { status: 403 }),
    found: "patient_refused",
    missing: "patient_refused",
  },
  {
    name: "FHIR takes no uploads",
    spoil: (there) =>
      void (there.fhir.control.mood = { status: 503, path: "/Patient/" + patientId(IDENTITY) }),
    found: { source: "openemr", sync: "pending" },
    missing: "patient_not_found",
  },
  {
    name: "OpenEMR down",
    spoil: (there) => there.stop("openemr"),
    found: "patient_sources_unavailable",
    missing: { layers: "OpenEMR" },
  },
  {
    name: "OpenEMR's database is down",
    spoil: (there) => void (there.openemr.control.mood = { status: 500, body: "empty" }),
    found: "patient_sources_unavailable",
    missing: { layers: "OpenEMR" },
  },
  {
    name: "OpenEMR answers HTML with 200",
    spoil: (there) =>
      void (there.openemr.control.mood = { status: 200, body: "html", path: "/apis/" }),
    found: "patient_sources_unavailable",
    missing: { layers: "OpenEMR" },
  },
  {
    name: "OpenEMR hangs",
    spoil: (there) => void (there.openemr.control.mood = { delayMs: 60_000 }),
    found: "patient_sources_unavailable",
    missing: { layers: "OpenEMR" },
  },
  {
    name: "OpenEMR refuses every token",
    spoil: (there) =>
      void (there.openemr.control.mood = { status: 401, body: "empty", path: "/apis/" }),
    found: "patient_refused",
    missing: "patient_refused",
  },
  {
    name: "OpenEMR refuses our account",
    spoil: (there) => void (there.openemr.control.mood = { status: 400, path: "/oauth2/" }),
    found: "patient_sources_unavailable",
    missing: { layers: "OpenEMR" },
  },
  {
    name: "FHIR and OpenEMR down",
    spoil: async (there) => {
      await there.stop("fhir");
      await there.stop("openemr");
    },
    found: "patient_sources_unavailable",
    missing: { layers: "FHIR, OpenEMR" },
  },
];

for (const { name, spoil, found, missing } of MATRIX) {
  Deno.test(`${name}: what the person who looks a patient up gets`, async () => {
    await using there = await startNeighbours();
    await spoil(there);
    const start = Date.now();
    // The two at once: budgets are per look-up, and the suite is not to wait twice.
    const [known, unknown] = await Promise.allSettled([
      lookUp(there.sources),
      faultOf(lookUp(there.sources, "MRN-9999")),
    ]);
    assert.ok(Date.now() - start < 7_500, "within the total budget");
    if (typeof found === "string") {
      assert.ok(known.status === "rejected" && known.reason instanceof Fault);
      assert.equal(known.reason.code, found);
      assert.equal(await patientByIdentity(there.database.db, IDENTITY), undefined);
    } else {
      assert.ok(known.status === "fulfilled", String(Reflect.get(known, "reason")));
      const { source, sync } = known.value;
      assert.deepEqual({ source, sync }, found);
      assert.equal((await promisedUploads(there)).length, 1);
    }
    assert.ok(unknown.status === "fulfilled");
    if (typeof missing === "string") assert.equal(unknown.value.code, missing);
    else {
      assert.equal(unknown.value.code, "patient_sources_unavailable");
      assert.deepEqual(unknown.value.facts, missing);
    }
  });
}

Deno.test("a database that is down keeps nobody from a patient whom the neighbours know", async () => {
  await using there = await startNeighbours();
  await using dead = there.withoutDatabase();
  const answer = await lookUp(dead.sources);
  assert.deepEqual([answer.source, answer.sync], ["openemr", "synced"]);
  assert.equal(answer.layers[0]?.answer, "unavailable");
  const fault = await faultOf(lookUp(dead.sources, "MRN-9999"));
  assert.deepEqual(fault.facts, { layers: "MariaDB" });
});

/** A database whose first answer comes too late, as on a machine that is just starting. */
class SlowOnce extends CacheSource {
  #asked = 0;

  override async find(identity: PatientIdentity, options: { signal: AbortSignal }) {
    if (this.#asked++ > 0) return await super.find(identity, options);
    await new Promise((done) => options.signal.addEventListener("abort", done, { once: true }));
    return await super.find(identity, options);
  }
}

Deno.test("a database that was only slow is asked again before anything is called unknown", async () => {
  await using there = await startNeighbours();
  const layers = { ...there.sources.layers, cache: new SlowOnce(there.database.db) };
  const fault = await faultOf(lookUp({ ...there.sources, layers }, "MRN-9999"));
  assert.equal(fault.code, "patient_not_found");
});

Deno.test("servers that restart have lost nothing, and answer without a restart of ours", async () => {
  await using there = await startNeighbours();
  const first = await lookUp(there.sources);
  for (const which of ["fhir", "openemr"] as const) {
    await there.stop(which);
    await faultOf(lookUp(there.sources, `MRN-down-${which}`));
    await there.start(which);
    assert.equal(
      (await faultOf(lookUp(there.sources, `MRN-down-${which}`))).code,
      "patient_not_found",
    );
  }
  const signal = AbortSignal.timeout(5_000);
  const stored = await there.sources.fhirClient.read("Patient", first.id, { signal });
  assert.equal(stored?.meta?.versionId, "1");
  // The refresh token of before the restart still stands.
  assert.equal(there.openemr.state.patients.length, 1);
});

Deno.test("a neighbour that restarted between two look-ups is not taken for dead", async () => {
  await using there = await startNeighbours();
  for (let round = 0; round < 3; round++) {
    const fault = await faultOf(lookUp(there.sources, `MRN-none-${round}`));
    assert.equal(fault.code, "patient_not_found", `round ${round}: ${fault.message}`);
    for (const which of ["fhir", "openemr"] as const) {
      await there.stop(which);
      await there.start(which);
    }
  }
});

Deno.test("a neighbour that hangs three times in a row is left alone for a while", async () => {
  await using there = await startNeighbours();
  there.fhir.control.mood = { delayMs: 60_000 };
  await Promise.all(["A1", "A2", "A3"].map((mrn) => faultOf(lookUp(there.sources, mrn))));
  const start = Date.now();
  const fault = await faultOf(lookUp(there.sources, "A4"));
  assert.deepEqual(fault.facts, { layers: "FHIR" });
  assert.ok(Date.now() - start < 1_500);
});
