import assert from "node:assert/strict";
import {
  addTestStudy,
  addTestUser,
  packList,
  unrunPack,
} from "../../tests/flows/inference_rows.ts";
import { newUid } from "../../tests/flows/inference_study.ts";
import { testDatabase } from "../../tests/shared_servers.ts";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import { cancelInference, retryInference } from "./change_inference.ts";
import { listInferences } from "./list_inferences.ts";
import { readInference } from "./read_inference.ts";
import { requestInference } from "./request_inference.ts";
import { type InferenceState, MOVES } from "./states.ts";

function isFault(code: string) {
  return (error: unknown) => error instanceof Fault && error.code === code;
}

async function setState(db: Database, id: string, state: InferenceState): Promise<void> {
  await db.updateTable("inferences").set({ state }).where("id", "=", id).execute();
}

Deno.test("a request is written with the promise of its job, and read back", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const studyUid = newUid();
  const userId = await addTestUser(db, "kim");
  const order = { studyUid, model: unrunPack(), person: { userId } };
  await assert.rejects(requestInference(db, order), isFault("study_not_found"));
  await addTestStudy(db, studyUid);
  const { id, state, existing } = await requestInference(db, order);
  assert.deepEqual([state, existing], ["requested", false]);
  const outbox = await db.selectFrom("outbox").selectAll().execute();
  assert.deepEqual(outbox.map(({ job_id, queue, sent_at }) => [job_id, queue, sent_at]), [
    [`${id}-1`, "tumour-segmentation", null],
  ]);
  const inference = await readInference(db, id);
  assert.equal(inference.study, studyUid);
  assert.deepEqual([inference.requestedBy, inference.percent, inference.attempt], ["kim", 0, 1]);
  assert.deepEqual([inference.seg, inference.volumes_mm3, inference.origin], [null, null, null]);
  await assert.rejects(readInference(db, crypto.randomUUID()), isFault("not_found"));
});

Deno.test("twenty requests at once for one study and model are one reading", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const studyUid = newUid();
  await addTestStudy(db, studyUid);
  const person = { userId: await addTestUser(db) };
  const asked = await Promise.all(
    Array.from(
      { length: 20 },
      () => requestInference(db, { studyUid, model: unrunPack(), person }),
    ),
  );
  assert.equal(new Set(asked.map(({ id }) => id)).size, 1);
  assert.equal(asked.filter(({ existing }) => !existing).length, 1);
  assert.equal((await listInferences(db, { studyUid })).total, 1);
  const other = await requestInference(db, { studyUid, model: unrunPack("other-model"), person });
  assert.equal(other.existing, false);
});

Deno.test("a request is cancelled and repeated as a new attempt with the model of today", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const studyUid = newUid();
  await addTestStudy(db, studyUid);
  const person = { userId: await addTestUser(db) };
  const { id } = await requestInference(db, { studyUid, model: unrunPack(), person });
  const packs = packList(unrunPack("test-model", "1.1.0"));
  await assert.rejects(retryInference(db, packs, id), isFault("inference_state_illegal"));
  assert.deepEqual(await cancelInference(db, id), { id, state: "cancelled" });
  assert.equal((await readInference(db, id)).code, "inference_cancelled");
  await assert.rejects(cancelInference(db, id), isFault("inference_state_illegal"));
  await assert.rejects(retryInference(db, packList(), id), isFault("model_unknown"));
  assert.deepEqual(await retryInference(db, packs, id), { id, state: "queued" });
  const again = await readInference(db, id);
  assert.deepEqual([again.attempt, again.modelVersion, again.code], [2, "1.1.0", null]);
  const jobs = await db.selectFrom("outbox").select("job_id").orderBy("id").execute();
  assert.deepEqual(jobs.map(({ job_id }) => job_id), [`${id}-1`, `${id}-2`]);
  await setState(db, id, "failed");
  await requestInference(db, { studyUid, model: unrunPack(), person });
  await assert.rejects(retryInference(db, packs, id), isFault("conflict"));
});

for (const state of Object.keys(MOVES) as InferenceState[]) {
  Deno.test(`a ${state} reading can be cancelled and repeated only as the table says`, async () => {
    await using database = await testDatabase();
    const { db } = database;
    const studyUid = newUid();
    await addTestStudy(db, studyUid);
    const person = { userId: await addTestUser(db) };
    const { id } = await requestInference(db, { studyUid, model: unrunPack(), person });
    const packs = packList(unrunPack());
    await setState(db, id, state);
    const mayRetry = ["needs_input", "failed", "cancelled"].includes(state);
    if (mayRetry) await retryInference(db, packs, id);
    else await assert.rejects(retryInference(db, packs, id), isFault("inference_state_illegal"));
    await setState(db, id, state);
    const mayCancel = ["requested", "queued", "running", "needs_input"].includes(state);
    if (mayCancel) await cancelInference(db, id);
    else await assert.rejects(cancelInference(db, id), isFault("inference_state_illegal"));
  });
}
