import assert from "node:assert/strict";
import { addTestStudy, addTestUser, unrunPack } from "../../tests/flows/inference_rows.ts";
import { newUid } from "../../tests/flows/inference_study.ts";
import { testDatabase } from "../../tests/shared_servers.ts";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import { beginAttempt, completeAttempt } from "../inference/attempt.ts";
import { readInference } from "../inference/read_inference.ts";
import { requestInference } from "../inference/request_inference.ts";
import { decide } from "./decide.ts";

async function completed(db: Database, userId: string): Promise<string> {
  const studyUid = newUid();
  await addTestStudy(db, studyUid);
  const { id } = await requestInference(db, { studyUid, model: unrunPack(), person: { userId } });
  const attempt = await beginAttempt(db, id, 1);
  await completeAttempt(db, attempt!, { provider: "cpu", result: {} }, () => Promise.resolve());
  return id;
}

function isFault(code: string) {
  return (error: unknown) => error instanceof Fault && error.code === code;
}

Deno.test("a decision is stored with its reason, the newest counts, and FHIR will be told", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const userId = await addTestUser(db, "lee");
  const inferenceId = await completed(db, userId);
  const person = { userId };
  await decide(db, { inferenceId, decision: "accepted", reason: "", person });
  assert.equal((await readInference(db, inferenceId)).review?.reason, "");
  await decide(db, { inferenceId, decision: "rejected", reason: " 수술 공동입니다 ", person });
  const { review, publication } = await readInference(db, inferenceId);
  assert.deepEqual([review?.decision, review?.reason, review?.by], [
    "rejected",
    "수술 공동입니다",
    "lee",
  ]);
  assert.equal(publication, "pending");
  const promises = await db.selectFrom("outbox").select(["job_id"]).where("queue", "=", "publish")
    .orderBy("id").execute();
  assert.equal(promises.length, 2);
  assert.match(promises[0]?.job_id ?? "", /-publish-review-\d+$/);
});

Deno.test("the same decision again is no new one, and FHIR is not told twice", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const person = { userId: await addTestUser(db, "lee") };
  const inferenceId = await completed(db, person.userId);
  const count = async () => {
    const [reviews, promises] = await Promise.all([
      db.selectFrom("reviews").selectAll().execute(),
      db.selectFrom("outbox").selectAll().where("queue", "=", "publish").execute(),
    ]);
    return [reviews.length, promises.length];
  };
  const reject = { inferenceId, decision: "rejected", reason: "border", person } as const;
  await Promise.all([decide(db, reject), decide(db, reject), decide(db, reject)]);
  assert.deepEqual(await count(), [1, 1]);
  await decide(db, { ...reject, reason: "border: in front" });
  assert.deepEqual(await count(), [2, 2]);
  await decide(db, { inferenceId, decision: "accepted", reason: "", person });
  await decide(db, { ...reject, reason: "border: in front" });
  assert.deepEqual(await count(), [4, 4], "a change of mind and back is three decisions");
  await decide(db, {
    ...reject,
    reason: "border: in front",
    person: { userId: await addTestUser(db, "kim") },
  });
  assert.deepEqual(await count(), [5, 5], "somebody else who agrees is a decision of its own");
});

Deno.test("a decision needs a completed reading, and a rejection a reason", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const person = { userId: await addTestUser(db) };
  const inferenceId = await completed(db, person.userId);
  for (const reason of ["", "  ", "x".repeat(2001)]) {
    await assert.rejects(
      decide(db, { inferenceId, decision: "rejected", reason, person }),
      isFault("input_invalid"),
    );
  }
  await db.updateTable("inferences").set({ state: "running" }).execute();
  await assert.rejects(
    decide(db, { inferenceId, decision: "accepted", reason: "", person }),
    isFault("inference_state_illegal"),
  );
  await assert.rejects(
    decide(db, { inferenceId: crypto.randomUUID(), decision: "accepted", reason: "", person }),
    isFault("not_found"),
  );
  assert.deepEqual(await db.selectFrom("reviews").selectAll().execute(), []);
});
