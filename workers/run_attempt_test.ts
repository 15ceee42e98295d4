import assert from "node:assert/strict";
import { UnrecoverableError } from "bullmq";
import { addTestStudy, addTestUser, unrunPack } from "../tests/flows/inference_rows.ts";
import { newUid } from "../tests/flows/inference_study.ts";
import { startNeighbours } from "../tests/neighbours/neighbours.ts";
import { sharedRedis } from "../tests/shared_servers.ts";
import { openConnections } from "../lib/connections.ts";
import { Fault } from "../lib/fault/fault.ts";
import { cancelInference } from "../lib/inference/change_inference.ts";
import { readInference } from "../lib/inference/read_inference.ts";
import { requestInference } from "../lib/inference/request_inference.ts";
import { openLog } from "../lib/log/log.ts";
import { openWorkContext, type WorkContext } from "./context.ts";
import { type Finished, runAttempt, type RunningAttempts, type Work } from "./run_attempt.ts";

const DONE: Finished = { provider: "cpu", result: {}, followUp: () => Promise.resolve() };

/** Runs one attempt with the given work on real services; tells how it ended and what remained. */
async function attemptWith(
  work: (work: Work, context: WorkContext, running: RunningAttempts) => Promise<Finished>,
  { triesBefore = 0, shutdown = new AbortController() } = {},
) {
  await using neighbours = await startNeighbours();
  const config = { ...neighbours.config, redis: sharedRedis() };
  const connections = await openConnections(config, { log: openLog("error", () => {}) });
  const context = openWorkContext(connections);
  const { db } = connections;
  try {
    const studyUid = newUid();
    await addTestStudy(db, studyUid);
    const person = { userId: await addTestUser(db) };
    const { id } = await requestInference(db, { studyUid, model: unrunPack(), person });
    const running: RunningAttempts = new Map();
    const job = { inferenceId: id, attempt: 1, triesBefore, shutdown: shutdown.signal };
    let thrown: unknown;
    try {
      await runAttempt(context, running, job, (one) => work(one, context, running));
    } catch (error) {
      thrown = error;
    }
    assert.equal(running.size, 0);
    return { thrown, inference: await readInference(db, id) };
  } finally {
    context.tumourThread.close();
    context.graphs.close();
    await connections.close();
  }
}

Deno.test("work that ends well completes the reading", async () => {
  const { thrown, inference } = await attemptWith(() => Promise.resolve(DONE));
  assert.deepEqual([thrown, inference.state, inference.provider], [undefined, "completed", "cpu"]);
});

Deno.test("what a neighbour's absence broke is tried again, and the reading says what it waits for", async () => {
  const away = () => Promise.reject(new Fault("orthanc_unavailable", "away"));
  const { thrown, inference } = await attemptWith(away);
  assert.ok(thrown instanceof Fault);
  assert.deepEqual([inference.state, inference.code], ["queued", "orthanc_unavailable"]);
  const late = await attemptWith(away, { triesBefore: 1000 });
  assert.ok(late.thrown instanceof UnrecoverableError);
  assert.deepEqual([late.inference.state, late.inference.code], ["failed", "orthanc_unavailable"]);
});

Deno.test("what only a person can put right waits for one, and the job is done", async () => {
  const { thrown, inference } = await attemptWith(() =>
    Promise.reject(
      new Fault("sequence_missing", "none", { facts: { sequences: "T1c" } }),
    )
  );
  assert.equal(thrown, undefined);
  assert.deepEqual([inference.state, inference.code], ["needs_input", "sequence_missing"]);
  assert.deepEqual(inference.facts, { sequences: "T1c" });
});

Deno.test("an unknown error is a fault that is tried a few times", async () => {
  const broken = () => Promise.reject(new TypeError("x is not a function"));
  assert.equal((await attemptWith(broken)).inference.code, "internal");
  assert.equal((await attemptWith(broken, { triesBefore: 2 })).inference.state, "failed");
});

Deno.test("a reading cancelled while it is stored keeps no objects and no result", async () => {
  let undone = 0;
  const { thrown, inference } = await attemptWith(async ({ attempt, undoIfCancelled }, { db }) => {
    undoIfCancelled(() => Promise.resolve(void undone++));
    await cancelInference(db, attempt.id);
    return DONE;
  });
  assert.deepEqual([thrown, inference.state, undone], [undefined, "cancelled", 1]);
});

Deno.test("a cancellation that reaches the worker ends the work at once", async () => {
  const { thrown, inference } = await attemptWith(async ({ attempt, signal }, { db }, running) => {
    await cancelInference(db, attempt.id);
    running.get(attempt.id)?.abort(new Fault("inference_cancelled", "cancelled"));
    signal.throwIfAborted();
    return DONE;
  });
  assert.deepEqual([thrown, inference.state], [undefined, "cancelled"]);
});

Deno.test("a process that ends hands its reading back without blame", async () => {
  const shutdown = new AbortController();
  const { thrown, inference } = await attemptWith(({ signal }) => {
    shutdown.abort();
    signal.throwIfAborted();
    return Promise.resolve(DONE);
  }, { shutdown });
  assert.ok(thrown instanceof Fault);
  assert.deepEqual([inference.state, inference.code], ["queued", null]);
});
