import assert from "node:assert/strict";
import { openLog } from "../../lib/log/log.ts";
import { closeRedis, openRedis } from "../../lib/inference/redis.ts";
import { startReadingStack } from "../flows/inference_worker.ts";
import { countResults } from "./count_results.ts";
import { startPrivateRedis } from "./private_redis.ts";

Deno.test("readings that are queued and running when Redis is flushed complete all the same", async () => {
  await using redis = await startPrivateRedis();
  await using stack = await startReadingStack({ redis: redis.config });
  await stack.startWorker();
  const studies = [await stack.addStudy(), await stack.addStudy()];
  const running = await stack.request(studies[0]!.studyUid);
  await stack.until(running, ({ stage }) => stage === "segment");
  const queued = await stack.request(studies[1]!.studyUid);
  await stack.until(queued, ({ state }) => state === "queued");
  const client = openRedis(redis.config, openLog("error", () => {}));
  await new Promise((resolve) => client.once("ready", resolve));
  await client.flushall();
  await closeRedis(client);
  for (const id of [running, queued]) await stack.until(id, ({ state }) => state === "completed");
  const seen = await countResults(stack, [running, queued]);
  assert.deepEqual(seen, { completed: 2, failed: 0, duplicates: 0 });
});

Deno.test("a request while Redis is down is kept, and done when it is back", async () => {
  await using redis = await startPrivateRedis();
  await using stack = await startReadingStack({ redis: redis.config });
  await stack.startWorker();
  const study = await stack.addStudy();
  await redis.kill();
  const id = await stack.request(study.studyUid);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await redis.start();
  await stack.until(id, ({ state }) => state === "completed");
  assert.deepEqual(await countResults(stack, [id]), { completed: 1, failed: 0, duplicates: 0 });
});
