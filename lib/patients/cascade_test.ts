import assert from "node:assert/strict";
import { Fault } from "../fault/fault.ts";
import {
  AUTHORITY,
  KIM,
  type Neighbours,
  startNeighbours,
} from "../../tests/neighbours/neighbours.ts";
import { CacheSource } from "./cache.ts";
import { patientByIdentity } from "./cached_patient.ts";
import { lookUpPatient } from "./cascade.ts";
import { patientId, type PatientIdentity } from "./identity.ts";
import { patientName } from "./name.ts";
import { repairUpload } from "./upload.ts";
import type { PatientSources } from "./sources.ts";

const identity = { authority: AUTHORITY, mrn: KIM.pubpid };

function lookUp(sources: PatientSources, mrn: string = KIM.pubpid, ms = 10_000) {
  return lookUpPatient(sources, { authority: AUTHORITY, mrn }, { signal: AbortSignal.timeout(ms) });
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Fault, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: "the look-up succeeded" });
}

function outbox({ database }: Neighbours) {
  return database.db.selectFrom("outbox").selectAll().where("queue", "=", "sync").execute();
}

Deno.test("the first look-up walks all layers and writes back; the second is the cache's", async () => {
  await using there = await startNeighbours();
  const first = await lookUp(there.sources);
  assert.equal(first.source, "openemr");
  assert.equal(first.sync, "synced");
  assert.equal(first.id, patientId(identity));
  assert.equal(patientName(first.patient, "ko"), "김서연");
  assert.deepEqual(first.layers.map(({ layer, answer }) => [layer, answer]), [
    ["cache", "not_found"],
    ["fhir", "not_found"],
    ["openemr", "found"],
  ]);
  const cached = await patientByIdentity(there.database.db, identity);
  assert.equal(cached?.origin, "openemr");
  assert.deepEqual(cached?.fhir, { id: first.id, version: "1" });
  const signal = AbortSignal.timeout(5_000);
  const stored = await there.sources.fhirClient.read("Patient", first.id, { signal });
  assert.ok(stored?.resourceType === "Patient");
  assert.deepEqual(stored.identifier, first.patient.identifier);
  const second = await lookUp(there.sources);
  assert.equal(second.source, "cache");
  assert.equal(second.asOf.getTime(), first.asOf.getTime());
  assert.deepEqual(second.patient, first.patient);
  assert.deepEqual(await outbox(there), []);
});

Deno.test("a patient whom only the FHIR server knows is written back to the database", async () => {
  await using there = await startNeighbours([]);
  const foreign = {
    resourceType: "Patient",
    id: "from-elsewhere",
    identifier: [{ system: AUTHORITY, value: "F-1" }],
    name: [{ text: "Lee" }],
  } as const;
  const signal = AbortSignal.timeout(5_000);
  await there.sources.fhirClient.put({
    ...foreign,
    identifier: [...foreign.identifier],
    name: [...foreign.name],
  }, { signal });
  const first = await lookUp(there.sources, "F-1");
  assert.equal(first.source, "fhir");
  assert.equal(first.patient.id, "from-elsewhere");
  assert.equal((await lookUp(there.sources, "F-1")).source, "cache");
  assert.ok(!there.openemr.control.requests.some((line) => line.includes("/apis/")));
});

Deno.test("a patient whom nobody knows is a 404, and nothing is kept", async () => {
  await using there = await startNeighbours();
  const fault = await faultOf(lookUp(there.sources, "MRN-9999"));
  assert.equal(fault.code, "patient_not_found");
  assert.equal(
    await patientByIdentity(there.database.db, { ...identity, mrn: "MRN-9999" }),
    undefined,
  );
});

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
      void (there.fhir.control.mood = { status: 503, path: "/Patient/" + patientId(identity) }),
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
      assert.equal(await patientByIdentity(there.database.db, identity), undefined);
    } else {
      assert.ok(known.status === "fulfilled", String(Reflect.get(known, "reason")));
      const { source, sync } = known.value;
      assert.deepEqual({ source, sync }, found);
      assert.equal((await outbox(there)).length, 1);
    }
    assert.ok(unknown.status === "fulfilled");
    if (typeof missing === "string") assert.equal(unknown.value.code, missing);
    else {
      assert.equal(unknown.value.code, "patient_sources_unavailable");
      assert.deepEqual(unknown.value.facts, missing);
    }
  });
}

Deno.test("a number that two patients of OpenEMR carry is ambiguous and nothing is kept", async () => {
  await using there = await startNeighbours([KIM, { ...KIM, fname: "지우" }]);
  assert.equal((await faultOf(lookUp(there.sources))).code, "patient_ambiguous");
  assert.equal(await patientByIdentity(there.database.db, identity), undefined);
  const signal = AbortSignal.timeout(5_000);
  const id = patientId(identity);
  assert.equal(await there.sources.fhirClient.read("Patient", id, { signal }), undefined);
});

Deno.test("somebody's social security number is nobody's record number", async () => {
  await using there = await startNeighbours();
  assert.equal((await faultOf(lookUp(there.sources, KIM.ss))).code, "patient_not_found");
});

Deno.test("an upload that failed is paid when the FHIR server is back, once", async () => {
  await using there = await startNeighbours();
  await there.stop("fhir");
  assert.equal((await lookUp(there.sources)).sync, "pending");
  const [promise] = await outbox(there);
  assert.match(promise?.job_id ?? "", /^sync-[0-9a-f-]{36}-[0-9a-z]+$/);
  const options = { signal: AbortSignal.timeout(5_000) };
  const id = patientId(identity);
  assert.equal((await faultOf(repairUpload(there.sources, id, options))).code, "fhir_unavailable");
  await there.start("fhir");
  await repairUpload(there.sources, id, options);
  await repairUpload(there.sources, id, options);
  assert.equal((await patientByIdentity(there.database.db, identity))?.sync, "synced");
  const stored = await there.sources.fhirClient.read("Patient", id, options);
  assert.equal(stored?.meta?.versionId, "1");
  assert.equal((await lookUp(there.sources)).sync, "synced");
});

Deno.test("an upload that is owed makes no second patient beside somebody else's", async () => {
  await using there = await startNeighbours();
  await there.stop("fhir");
  await lookUp(there.sources);
  await there.start("fhir");
  const options = { signal: AbortSignal.timeout(5_000) };
  const other = {
    resourceType: "Patient" as const,
    id: "theirs",
    identifier: [{ system: AUTHORITY, value: KIM.pubpid }],
  };
  await there.sources.fhirClient.put(other, options);
  await repairUpload(there.sources, patientId(identity), options);
  const found = await there.sources.layers.fhir.find(identity, options);
  assert.equal(found.kind, "found");
  assert.equal((await patientByIdentity(there.database.db, identity))?.fhir?.id, "theirs");
});

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

Deno.test("200 look-ups of one patient at once are one look-up of each neighbour", async () => {
  await using there = await startNeighbours();
  const answers = await Promise.all(Array.from({ length: 200 }, () => lookUp(there.sources)));
  assert.equal(new Set(answers.map((answer) => answer.id)).size, 1);
  const count = (requests: string[], part: string) =>
    requests.filter((line) => line.includes(part)).length;
  assert.equal(count(there.openemr.control.requests, "/fhir/Patient/_search"), 1);
  assert.equal(count(there.openemr.control.requests, "/api/patient/"), 1);
  assert.equal(count(there.fhir.control.requests, "PUT "), 1);
});

Deno.test("two processes that meet a patient at once make one Patient and one row", async () => {
  await using there = await startNeighbours();
  const processes = Array.from({ length: 4 }, () => there.openSources());
  const answers = await Promise.all(processes.map((sources) => lookUp(sources)));
  assert.deepEqual(new Set(answers.map((answer) => answer.id)), new Set([patientId(identity)]));
  const found = await there.sources.layers.fhir.find(identity, {
    signal: AbortSignal.timeout(5_000),
  });
  assert.equal(found.kind, "found");
  // Four processes asked for a token; one signed in and the others took what it had stored.
  assert.equal(there.openemr.tokens.counts.password, 1);
});

Deno.test("a caller who leaves does not end the look-up for the others", async () => {
  await using there = await startNeighbours();
  there.openemr.control.mood = { delayMs: 200 };
  const leaving = lookUp(there.sources, KIM.pubpid, 50);
  const staying = lookUp(there.sources);
  await assert.rejects(leaving, { name: "TimeoutError" });
  assert.equal((await staying).source, "openemr");
});

Deno.test("no address names a patient, and no log line either", async () => {
  await using there = await startNeighbours();
  await lookUp(there.sources);
  await faultOf(lookUp(there.sources, "MRN-9999"));
  there.fhir.control.mood = { status: 500, body: "html" };
  await there.stop("openemr");
  await faultOf(lookUp(there.sources, "MRN-8888"));
  const seen = [
    ...there.fhir.control.requests,
    ...there.openemr.control.requests,
    ...there.logged,
  ].join("\n");
  assert.ok(seen.includes("/_search"));
  for (const secret of ["MRN-", "서연", "김", "1961", there.config.openemr.password]) {
    assert.ok(!seen.includes(secret), secret);
  }
});

Deno.test("an old record is asked for again where it came from, and is shown when that fails", async () => {
  await using there = await startNeighbours();
  const first = await lookUp(there.sources);
  const impatient = there.openSources({ refreshAfter: 0 });
  there.openemr.state.patients[0]!.phone_cell = "010-1111-2222";
  there.openemr.state.patients[0]!.date = "2026-02-02 10:00:00";
  const second = await lookUp(impatient);
  assert.equal(second.source, "openemr");
  assert.equal(second.patient.telecom?.[0]?.value, "010-1111-2222");
  assert.ok(second.asOf > first.asOf);
  const signal = AbortSignal.timeout(5_000);
  const stored = await there.sources.fhirClient.read("Patient", first.id, { signal });
  assert.equal(stored?.meta?.versionId, "2");
  await there.stop("openemr");
  const third = await lookUp(impatient);
  assert.equal(third.source, "cache");
  assert.equal(third.asOf.getTime(), second.asOf.getTime());
  assert.deepEqual(third.layers.map(({ answer }) => answer), ["found", "unavailable"]);
});

Deno.test("a record that was refused since is no longer shown from the cache", async () => {
  await using there = await startNeighbours();
  await lookUp(there.sources);
  there.openemr.control.mood = { status: 403, path: "/fhir/" };
  const impatient = there.openSources({ refreshAfter: 0 });
  assert.equal((await faultOf(lookUp(impatient))).code, "patient_refused");
});

Deno.test("an older answer does not overwrite a newer one", async () => {
  await using there = await startNeighbours();
  const impatient = there.openSources({ refreshAfter: 0 });
  await lookUp(impatient);
  there.openemr.state.patients[0]!.date = "2025-01-01 00:00:00";
  there.openemr.state.patients[0]!.email = "old@example.org";
  await lookUp(impatient);
  const cached = await patientByIdentity(there.database.db, identity);
  assert.equal(cached?.patient.telecom, undefined);
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

Deno.test("a look-up asks the FHIR server once, and does not upload to one that is silent", async () => {
  await using there = await startNeighbours([KIM, { ...KIM, pubpid: "MRN-0008" }]);
  const asked = (part: string) =>
    there.fhir.control.requests.filter((line) => line.startsWith(part)).length;
  await lookUp(there.sources);
  assert.deepEqual([asked("POST"), asked("PUT")], [1, 1]);
  there.fhir.control.mood = { status: 500 };
  assert.equal((await lookUp(there.sources, "MRN-0008")).sync, "pending");
  assert.deepEqual([asked("POST"), asked("PUT")], [2, 1]);
});

Deno.test("a refresh without a change uploads nothing", async () => {
  await using there = await startNeighbours();
  const impatient = there.openSources({ refreshAfter: 0 });
  const first = await lookUp(impatient);
  const second = await lookUp(impatient);
  assert.deepEqual([second.source, second.sync], ["openemr", "synced"]);
  assert.ok(second.asOf > first.asOf);
  const uploads = there.fhir.control.requests.filter((line) => line.startsWith("PUT"));
  assert.equal(uploads.length, 1);
});

Deno.test("a refresh while an upload is owed finds the copy that somebody else made", async () => {
  await using there = await startNeighbours();
  await there.stop("fhir");
  await lookUp(there.sources);
  await there.start("fhir");
  const options = { signal: AbortSignal.timeout(5_000) };
  const identifier = [{ system: AUTHORITY, value: KIM.pubpid }];
  await there.sources.fhirClient.put(
    { resourceType: "Patient", id: "theirs", identifier },
    options,
  );
  const answer = await lookUp(there.openSources({ refreshAfter: 0 }));
  assert.deepEqual([answer.sync, answer.patient.id], ["synced", "theirs"]);
  assert.equal((await there.sources.layers.fhir.find(identity, options)).kind, "found");
});

Deno.test("a changed record whose upload fails keeps the id that the FHIR server knows", async () => {
  await using there = await startNeighbours();
  const first = await lookUp(there.sources);
  there.openemr.state.patients[0]!.phone_cell = "010-3333-4444";
  await there.stop("fhir");
  const changed = await lookUp(there.openSources({ refreshAfter: 0 }));
  assert.equal(changed.sync, "pending");
  const cached = await patientByIdentity(there.database.db, identity);
  assert.deepEqual([cached?.sync, cached?.fhir?.id], ["pending", first.id]);
  assert.equal(cached?.patient.telecom?.[0]?.value, "010-3333-4444");
  await there.start("fhir");
  const options = { signal: AbortSignal.timeout(5_000) };
  await repairUpload(there.sources, first.id, options);
  const stored = await there.sources.fhirClient.read("Patient", first.id, options);
  assert.equal(stored?.meta?.versionId, "2");
});

Deno.test("content that is newer than a repair's upload is still owed", async () => {
  await using there = await startNeighbours();
  await there.stop("fhir");
  const { id } = await lookUp(there.sources);
  await there.start("fhir");
  there.fhir.control.mood = { delayMs: 300, path: `/Patient/${id}` };
  const repair = repairUpload(there.sources, id, { signal: AbortSignal.timeout(5_000) });
  await new Promise((done) => setTimeout(done, 100));
  const { db } = there.database;
  await db.updateTable("patients").set({ source_hash: "0".repeat(64) }).execute();
  await repair;
  assert.equal((await patientByIdentity(db, identity))?.sync, "pending");
});

Deno.test("a number that OpenEMR cannot be asked is not one that it does not have", async () => {
  await using there = await startNeighbours();
  for (const mrn of ["MRN-0007,MRN-1", "x|MRN-0007"]) {
    assert.deepEqual((await faultOf(lookUp(there.sources, mrn))).facts, { layers: "OpenEMR" });
  }
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
