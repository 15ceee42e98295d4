import assert from "node:assert/strict";
import { fourSequences, newUid, seriesFiles } from "../../tests/flows/inference_study.ts";
import { testDatabase, testOrthanc } from "../../tests/shared_servers.ts";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import { openOrthanc } from "../orthanc/orthanc.ts";
import { followChanges, isInStep, reconcileStudies } from "./follow_pacs.ts";
import { ensureStudyIndexed, indexStudy } from "./index_studies.ts";
import { listStudies, readStudy } from "./list_studies.ts";

const AUTHORITY = "urn:oid:1.2.3.4";

async function addUser(db: Database, id: string): Promise<void> {
  await db.insertInto("users").values({
    id,
    name: id,
    role: "clinician",
    password_hash: "-",
    disabled_at: null,
  }).execute();
}

Deno.test("studies of the PACS are indexed, listed by page and by care, and marked when gone", async () => {
  await using server = await testOrthanc();
  await using database = await testDatabase();
  const { db } = database;
  const orthanc = openOrthanc(server.config);
  const index = { db, orthanc, authority: AUTHORITY };
  const [first, second] = [newUid(), newUid()];
  const store = (uid: string, patientId: string, date: string) =>
    orthanc.store(
      fourSequences(uid).flatMap((series) =>
        seriesFiles({ uid, patientId, header: { StudyDate: date } }, { ...series, slices: 2 })
      ),
    );
  await store(first, " 00123 ", "20250301");

  await assert.rejects(
    readStudy(db, first),
    (error) => (error as Fault).code === "study_not_found",
  );
  await ensureStudyIndexed(index, first);
  const study = await readStudy(db, first);
  assert.deepEqual(study.sequences, ["T1", "T1c", "T2", "FLAIR"]);
  assert.deepEqual(study.patient, {
    authority: AUTHORITY,
    mrn: "00123",
    id: null,
    dicomName: "Test^Study",
    birthDate: "19600102",
    sex: "F",
  });
  assert.equal(study.date, "20250301");
  assert.deepEqual([study.seriesCount, study.instanceCount], [4, 8]);
  assert.equal(study.reading, null);

  const cursor = await reconcileStudies(index);
  await store(second, "00456", "20260301");
  assert.equal(await isInStep(index), false);
  const next = await followChanges(index, cursor);
  assert.ok(next > cursor);
  assert.equal(await isInStep(index), true);
  const page = await listStudies(db, { limit: 1 });
  assert.deepEqual([page.total, page.studies.map(({ uid }) => uid)], [2, [second]]);
  const rest = await listStudies(db, { limit: 1, offset: 1 });
  assert.deepEqual(rest.studies.map(({ uid }) => uid), [first]);

  await addUser(db, "clinician-1");
  await db.insertInto("care_team").values({
    user_id: "clinician-1",
    authority: AUTHORITY,
    mrn: "00123",
  }).execute();
  const own = await listStudies(db, { ownOf: "clinician-1" });
  assert.deepEqual([own.total, own.studies[0]?.uid], [1, first]);
  const patient = { authority: AUTHORITY, mrn: "00456" };
  assert.deepEqual((await listStudies(db, { patient })).studies.map(({ uid }) => uid), [second]);

  await deleteStudy(server.config, second);
  assert.equal(await isInStep(index), false);
  await reconcileStudies(index);
  assert.equal((await listStudies(db)).total, 1);
  assert.notEqual((await readStudy(db, second)).goneAt, null);
});

Deno.test("the issuer named in the images is the authority; a study without MR is indexed too", async () => {
  await using server = await testOrthanc();
  await using database = await testDatabase();
  const orthanc = openOrthanc(server.config);
  const index = { db: database.db, orthanc, authority: AUTHORITY };
  const uid = newUid();
  const header = { IssuerOfPatientID: "urn:oid:9.9", Modality: "OT" };
  await orthanc.store(
    seriesFiles({ uid, patientId: "7", header }, { uid: `${uid}.1`, number: 1, description: "x" }),
  );
  await indexStudy(index, uid);
  const study = await readStudy(database.db, uid);
  assert.equal(study.patient.authority, "urn:oid:9.9");
  assert.deepEqual([study.modalities, study.sequences], [["OT"], []]);
});

Deno.test("an index outlives another PACS and a PACS that is down", async () => {
  await using server = await testOrthanc();
  await using database = await testDatabase();
  const index = { db: database.db, orthanc: openOrthanc(server.config), authority: AUTHORITY };
  const uid = newUid();
  await index.orthanc.store(
    seriesFiles({ uid, patientId: "7" }, { uid: `${uid}.1`, number: 1, description: "x" }),
  );
  await followChanges(index, 1_000_000); // a number from some earlier PACS
  assert.equal((await listStudies(database.db)).total, 1);
  await server.kill();
  await ensureStudyIndexed(index, uid); // known: the PACS is not asked
  const refused = (error: unknown) =>
    error instanceof Fault && error.code === "orthanc_unavailable";
  await assert.rejects(followChanges(index, 0), refused);
  await assert.rejects(ensureStudyIndexed(index, newUid()), refused);
  assert.equal((await listStudies(database.db)).total, 1);
});

/** Deletes a study as an administrator of the PACS would. */
async function deleteStudy(
  { url, user, password }: { url: string; user: string; password: string },
  uid: string,
): Promise<void> {
  const headers = { authorization: `Basic ${btoa(`${user}:${password}`)}` };
  const lookup = await fetch(`${url}/tools/lookup`, { method: "POST", body: uid, headers });
  const [found] = await lookup.json();
  const deleted = await fetch(url + found.Path, { method: "DELETE", headers });
  await deleted.body?.cancel();
}
