import assert from "node:assert/strict";
import { addTestStudy, addTestUser, unrunPack } from "../../tests/flows/inference_rows.ts";
import { newUid } from "../../tests/flows/inference_study.ts";
import { testDatabase } from "../../tests/shared_servers.ts";
import type { Database } from "../database/connect.ts";
import { beginAttempt, completeAttempt, endAttempt, noteProgress } from "./attempt.ts";
import { cancelInference } from "./change_inference.ts";
import { readInference } from "./read_inference.ts";
import { requestInference } from "./request_inference.ts";

async function requested(db: Database): Promise<string> {
  const studyUid = newUid();
  await addTestStudy(db, studyUid);
  const person = { userId: await addTestUser(db, studyUid) };
  return (await requestInference(db, { studyUid, model: unrunPack(), person })).id;
}

const result = { provider: "cpu", result: { stages_ms: { infer: 5 } } };
const nothing = () => Promise.resolve();

Deno.test("only the newest of two workers on one request writes a result", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const id = await requested(db);
  const slow = await beginAttempt(db, id, 1);
  const fast = await beginAttempt(db, id, 1); // the first was taken for dead
  assert.ok(slow !== null && fast !== null && fast.fence > slow.fence);
  assert.equal(await noteProgress(db, slow, "infer", 40), false);
  assert.equal(await noteProgress(db, fast, "infer", 50), true);
  let followed = 0;
  const follow = () => Promise.resolve(void followed++);
  assert.equal(await completeAttempt(db, slow, result, follow), false);
  assert.equal(await completeAttempt(db, fast, result, follow), true);
  assert.equal(await completeAttempt(db, fast, result, follow), false);
  assert.equal(followed, 1);
  const inference = await readInference(db, id);
  assert.deepEqual([inference.state, inference.percent, inference.provider], [
    "completed",
    100,
    "cpu",
  ]);
  assert.deepEqual(inference.stages_ms, { infer: 5 });
  assert.equal(await beginAttempt(db, id, 1), null);
});

Deno.test("what must follow a result is written with it or not at all", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const id = await requested(db);
  const attempt = await beginAttempt(db, id, 1);
  assert.ok(attempt !== null);
  const broken = () => Promise.reject(new Error("no room"));
  await assert.rejects(completeAttempt(db, attempt, result, broken));
  assert.equal((await readInference(db, id)).state, "running");
});

Deno.test("a cancelled request takes no more progress, end or result", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const id = await requested(db);
  const attempt = await beginAttempt(db, id, 1);
  assert.ok(attempt !== null);
  await cancelInference(db, id);
  assert.equal(await noteProgress(db, attempt, "store", 90), false);
  const end = { state: "failed", code: "internal", facts: {} } as const;
  assert.equal(await endAttempt(db, attempt, end), false);
  assert.equal(await completeAttempt(db, attempt, result, nothing), false);
  assert.equal((await readInference(db, id)).state, "cancelled");
  assert.equal(await beginAttempt(db, id, 1), null);
});

Deno.test("a job of an earlier attempt or of nothing has nothing to do", async () => {
  await using database = await testDatabase();
  const id = await requested(database.db);
  assert.equal(await beginAttempt(database.db, id, 2), null);
  assert.equal(await beginAttempt(database.db, crypto.randomUUID(), 1), null);
});

Deno.test("a request on which the worker dies again and again fails, whatever happens between", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const id = await requested(db);
  const first = await beginAttempt(db, id, 1);
  assert.ok(first !== null);
  const wait = { state: "queued", code: "orthanc_unavailable", facts: {} } as const;
  assert.equal(await endAttempt(db, first, wait), true);
  assert.equal((await readInference(db, id)).code, "orthanc_unavailable");
  assert.equal((await beginAttempt(db, id, 1))?.crashes, 0);
  const second = await beginAttempt(db, id, 1); // died once
  assert.equal(second?.crashes, 1);
  assert.equal((await readInference(db, id)).code, null);
  await endAttempt(db, second!, wait);
  await beginAttempt(db, id, 1);
  assert.equal((await beginAttempt(db, id, 1))?.crashes, 2);
  assert.equal(await beginAttempt(db, id, 1), null); // died a third time
  const inference = await readInference(db, id);
  assert.deepEqual([inference.state, inference.code], ["failed", "runtime_crashed"]);
});
