import assert from "node:assert/strict";
import { addTestStudy, addTestUser, unrunPack } from "../../tests/flows/inference_rows.ts";
import { newUid } from "../../tests/flows/inference_study.ts";
import { sharedRedis, testDatabase } from "../../tests/shared_servers.ts";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import { openLog } from "../log/log.ts";
import { beginAttempt, noteProgress } from "./attempt.ts";
import { relayOutbox } from "./outbox.ts";
import { announceCancel, followCancels, followInference, publishProgress } from "./progress.ts";
import { eventOf, followProgress } from "./progress.ts";
import { jobState, openQueues, type Queues } from "./queue.ts";
import { readInference } from "./read_inference.ts";
import { reconcile } from "./reconcile.ts";
import { closeRedis, openRedis } from "./redis.ts";
import { requestInference } from "./request_inference.ts";

const log = openLog("error", () => {});
const SEGMENTATION = "tumour-segmentation";

async function requested(db: Database): Promise<string> {
  const studyUid = newUid();
  await addTestStudy(db, studyUid);
  const person = { userId: await addTestUser(db, studyUid) };
  return (await requestInference(db, { studyUid, model: unrunPack(), person })).id;
}

/** Forgets every job of this test, as FLUSHALL would (which would hit other tests as well). */
async function forgetAll(queues: Queues): Promise<void> {
  for (const queue of Object.values(queues.all)) await queue.obliterate({ force: true });
}

function inAMinute(): Date {
  return new Date(Date.now() + 60_000);
}

Deno.test("a promise becomes one job, however often and by however many it is kept", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const queues = openQueues(sharedRedis(), log);
  try {
    const id = await requested(db);
    await Promise.all([relayOutbox(db, queues), relayOutbox(db, queues), relayOutbox(db, queues)]);
    assert.equal(await relayOutbox(db, queues), 0);
    assert.equal((await readInference(db, id)).state, "queued");
    assert.deepEqual(await queues.all[SEGMENTATION].getJobCounts("waiting"), { waiting: 1 });
    const job = await queues.all[SEGMENTATION].getJob(`${id}-1`);
    assert.deepEqual(job?.data, { inferenceId: id, attempt: "1" });
  } finally {
    await forgetAll(queues);
    await queues.close();
  }
});

Deno.test("jobs that Redis forgot are queued again, others are left alone", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const queues = openQueues(sharedRedis(), log);
  try {
    const waiting = await requested(db);
    const running = await requested(db);
    await relayOutbox(db, queues);
    const attempt = await beginAttempt(db, running, 1);
    assert.deepEqual(await reconcile(db, queues, inAMinute()), { requeued: 0, failed: 0 });
    await forgetAll(queues);
    assert.deepEqual(await reconcile(db, queues), { requeued: 0, failed: 0 }); // too fresh to judge
    assert.equal((await reconcile(db, queues, inAMinute())).requeued, 2);
    assert.equal(await jobState(queues, SEGMENTATION, `${waiting}-1`), "waiting");
    await forgetAll(queues);
    await noteProgress(db, attempt!, "infer", 20); // alive: its worker needs no second one
    await db.updateTable("inferences").set({ updated_at: new Date(Date.now() - 10_000) })
      .where("state", "=", "queued").execute();
    assert.equal((await reconcile(db, queues)).requeued, 1);
    assert.equal(await jobState(queues, SEGMENTATION, `${running}-1`), "unknown");
  } finally {
    await forgetAll(queues);
    await queues.close();
  }
});

Deno.test("while Redis is away a promise is kept for later and says so", async () => {
  await using database = await testDatabase();
  const nowhere = { ...sharedRedis(), port: 1 };
  const queues = openQueues(nowhere, log);
  try {
    await requested(database.db);
    const unavailable = (error: unknown) =>
      error instanceof Fault && error.code === "queue_unavailable";
    await assert.rejects(relayOutbox(database.db, queues), unavailable);
    const [row] = await database.db.selectFrom("outbox").select("sent_at").execute();
    assert.equal(row?.sent_at, null);
  } finally {
    await queues.close();
  }
});

Deno.test("news of readings and of cancellations reach every listener of the installation", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const config = sharedRedis();
  const redis = openRedis(config, log);
  const channel = { redis, prefix: config.prefix };
  const stop = new AbortController();
  try {
    const id = await requested(db);
    const event = eventOf(await readInference(db, id));
    const heard = followProgress(channel, { signal: stop.signal }).next();
    const cancelled = followCancels(channel, { signal: stop.signal }).next();
    // A subscription takes a moment; news before it are nobody's loss, for rows are the truth.
    const bell = setInterval(() => {
      void publishProgress(channel, event);
      void announceCancel(channel, id);
    }, 20);
    assert.deepEqual((await heard).value, event);
    assert.equal((await cancelled).value, id);
    clearInterval(bell);
  } finally {
    stop.abort();
    await closeRedis(redis);
  }
});

Deno.test("one reading can be followed to its end, even while Redis is away", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const redis = openRedis({ ...sharedRedis(), port: 1 }, log);
  const stop = new AbortController();
  try {
    const id = await requested(db);
    const seen: string[] = [];
    for await (
      const { state } of followInference(db, { redis, prefix: "x" }, id, { signal: stop.signal })
    ) {
      seen.push(state);
      await db.updateTable("inferences").set({ state: "failed" }).where("id", "=", id).execute();
    }
    assert.deepEqual(seen, ["requested", "failed"]);
  } finally {
    stop.abort();
    await closeRedis(redis);
  }
});
