import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import {
  addTestStudy,
  addTestUser,
  packList,
  unrunPack,
} from "../../tests/flows/inference_rows.ts";
import { finishReading } from "../../tests/schemas/finished_reading.ts";
import { testDatabase } from "../../tests/shared_servers.ts";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import { jsonOf } from "../inference/json_column.ts";
import type { JobBody } from "../inference/queue.ts";
import { readInference } from "../inference/read_inference.ts";
import { requestInference } from "../inference/request_inference.ts";
import type { Facts } from "../metastasis/facts.ts";
import { loadPacks } from "../models/load_packs.ts";
import { decide } from "../review/decide.ts";
import { enterFacts } from "./enter_facts.ts";
import { readFacts, readFactsOf } from "./read_facts.ts";

const STUDY = "2.25.77";
const PACKS = await loadPacks(fileURLToPath(new URL("../../models", import.meta.url)));

function isWrong(field: string) {
  return (error: unknown) =>
    error instanceof Fault && error.code === "input_invalid" && error.facts["field"] === field;
}

async function prepared(db: Database) {
  await addTestStudy(db, STUDY);
  const userId = await addTestUser(db, "kim");
  const enter = (facts: Facts, packs = PACKS) =>
    enterFacts(db, packs, { studyUid: STUDY, facts, person: { userId } });
  return { userId, enter };
}

Deno.test("facts are kept with who and when, the newest counts, and none is ever lost", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { enter } = await prepared(db);
  assert.deepEqual(await enter({ karnofsky: 70, primary: "breast", haemoglobin: 11.9 }), [
    "primary",
    "karnofsky",
    "haemoglobin",
  ]);
  assert.deepEqual(await enter({ karnofsky: 80, primary: "breast" }), ["karnofsky"]);
  assert.deepEqual(await enter({ haemoglobin: null }), ["haemoglobin"]);
  const facts = await readFacts(db, STUDY);
  assert.deepEqual(facts.map(({ name, value, by }) => [name, value, by]), [
    ["primary", "breast", "kim"],
    ["karnofsky", 80, "kim"],
    ["haemoglobin", null, "kim"],
  ]);
  assert.ok(facts.every(({ at }) => Math.abs(Date.now() - at.getTime()) < 60_000));
  const { rows } = await sql<{ n: number }>`SELECT COUNT(*) AS n FROM study_facts`.execute(db);
  assert.equal(Number(rows[0]?.n), 5);
  // The application's account can neither change nor remove what somebody entered.
  await assert.rejects(db.deleteFrom("study_facts").execute());
  await assert.rejects(db.updateTable("study_facts").set({ name: "x" }).execute());
});

Deno.test("a field that changed since the form was shown is refused, and both entries stay known", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { userId, enter } = await prepared(db);
  await enter({ karnofsky: 100, primary: "breast" });
  const { version } = await readFactsOf(db, STUDY);
  const enterSeen = (facts: Facts) =>
    enterFacts(db, PACKS, { studyUid: STUDY, facts, seen: version, person: { userId } });
  await enter({ karnofsky: 50 });
  await assert.rejects(
    enterSeen({ karnofsky: 90, braf: "positive" }),
    (error) =>
      error instanceof Fault && error.code === "conflict" && error.facts["field"] === "karnofsky",
  );
  const known = async () => (await readFacts(db, STUDY)).map(({ name, value }) => [name, value]);
  assert.deepEqual(await known(), [["primary", "breast"], ["karnofsky", 50]]);
  // What changed meanwhile to the same value, or was not touched, is no conflict.
  assert.deepEqual(await enterSeen({ karnofsky: 50, primary: "renal" }), ["primary"]);
  const now = await readFactsOf(db, STUDY);
  await enterFacts(db, PACKS, {
    studyUid: STUDY,
    facts: { karnofsky: 90 },
    seen: now.version,
    person: { userId },
  });
  assert.deepEqual(await known(), [["primary", "renal"], ["karnofsky", 90]]);
});

Deno.test("days in the future or out of order are refused, and nothing of the entry is kept", async () => {
  await using database = await testDatabase();
  const { enter } = await prepared(database.db);
  await assert.rejects(enter({ assessedOn: "2199-01-01", karnofsky: 80 }), isWrong("assessedOn"));
  await enter({ firstRadiosurgery: "2025-03-01", newMetastases: 2 });
  await assert.rejects(enter({ assessedOn: "2025-02-28" }), isWrong("assessedOn"));
  assert.deepEqual((await readFacts(database.db, STUDY)).map(({ name }) => name), [
    "firstRadiosurgery",
    "newMetastases",
  ]);
});

Deno.test("every pair of days is compared without any count, and a field of the entry is named", async () => {
  await using database = await testDatabase();
  const { enter } = await prepared(database.db); // born 1960-01-02, examined 2026-01-02
  await enter({ assessedOn: "2025-03-01" });
  await assert.rejects(enter({ primaryDiagnosed: "2025-03-02" }), isWrong("primaryDiagnosed"));
  await assert.rejects(enter({ firstRadiosurgery: "2025-04-01" }), isWrong("firstRadiosurgery"));
  await enter({ firstRadiosurgery: "2025-03-01" }); // the same day, as long as nothing is counted
  await assert.rejects(enter({ newMetastases: 3 }), isWrong("newMetastases"));
  await assert.rejects(enter({ primaryDiagnosed: "1960-01-01" }), isWrong("primaryDiagnosed"));
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await assert.rejects(enter({ assessedOn: tomorrow }), isWrong("assessedOn"));
  assert.equal((await readFacts(database.db, STUDY)).length, 2);
});

Deno.test("an age that the birth date contradicts by more than a birthday is refused", async () => {
  await using database = await testDatabase();
  const { enter } = await prepared(database.db);
  for (const ageYears of [12, 64, 68]) {
    await assert.rejects(enter({ ageYears }), isWrong("ageYears"));
  }
  assert.deepEqual(await enter({ ageYears: 65 }), ["ageYears"]);
});

Deno.test("new facts promise a prediction and a publication of the newest reading, once", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { userId, enter } = await prepared(db);
  await enter({ primary: "renal" });
  assert.deepEqual(await db.selectFrom("outbox").selectAll().execute(), []);

  const id = await addReading(db, userId, 0);
  await db.deleteFrom("outbox").execute();

  await enter({ karnofsky: 90 });
  assert.deepEqual(await jobs(db), ["publish"]); // no input of the origin
  await enter({ primary: "breast" });
  await enter({ primary: "breast" });
  assert.deepEqual(await jobs(db), ["publish", "publish", "metastasis-prediction"]);
  const { originState, publication } = await readInference(db, id);
  assert.deepEqual([originState, publication], ["requested", "pending"]);
  await enter({ infratentorial: true }, packList());
  assert.equal((await jobs(db)).length, 4); // without a model there is nothing to predict
});

Deno.test("new facts reach every completed reading that nobody rejected, or the newest of rejected ones", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const { userId, enter } = await prepared(db);
  const say = (inferenceId: string, decision: "accepted" | "rejected") =>
    decide(db, { inferenceId, decision, reason: "motion", person: { userId } });
  const first = await addReading(db, userId, 2);
  const second = await addReading(db, userId, 1);
  await say(first, "accepted");
  await say(second, "rejected");
  /** Readings that are predicted again and published after an entry. */
  const renewedBy = async (facts: Facts) => {
    await db.deleteFrom("outbox").execute();
    await enter(facts);
    const sent = await db.selectFrom("outbox").select(["queue", "body"]).execute();
    const parts = await db.selectFrom("inferences").select(["id", "parent_id"]).execute();
    const of = (queue: string) => sent.filter((one) => one.queue === queue);
    const published = of("publish").map(({ body }) => jsonOf<JobBody>(body)["inferenceId"]);
    const predicted = of("metastasis-prediction").map(({ body }) =>
      parts.find(({ id }) => id === jsonOf<JobBody>(body)["inferenceId"])?.parent_id
    );
    assert.deepEqual(predicted.sort(), published.sort());
    return published;
  };
  assert.deepEqual(await renewedBy({ primary: "renal" }), [first]);
  await say(second, "accepted");
  assert.deepEqual(await renewedBy({ primary: "breast" }), [first, second].sort());
  await say(first, "rejected");
  await say(second, "rejected");
  assert.deepEqual(await renewedBy({ primary: "melanoma" }), [second]);
});

/** A completed reading with two lesions, asked for so many minutes ago. */
async function addReading(db: Database, userId: string, minutesAgo: number): Promise<string> {
  const request = { studyUid: STUDY, model: unrunPack(), person: { userId } };
  const { id } = await requestInference(db, request);
  await finishReading(db, id);
  const lesions = { lesionCount: 2, diameterRatio: 2, areaRatio: 1, volumeRatio: 1 };
  const { result } = await db.selectFrom("inferences").select("result").where("id", "=", id)
    .executeTakeFirstOrThrow();
  await db.updateTable("inferences").set({
    result: JSON.stringify({ ...result, lesions }),
    created_at: new Date(Date.now() - 60_000 * minutesAgo),
  }).where("id", "=", id).execute();
  return id;
}

async function jobs(db: Database): Promise<string[]> {
  const rows = await db.selectFrom("outbox").select("queue").orderBy("id").execute();
  return rows.map(({ queue }) => queue);
}
