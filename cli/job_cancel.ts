import { once } from "node:events";
import { aboutReading } from "../lib/audit/about_reading.ts";
import { record } from "../lib/audit/record.ts";
import { cancelInference } from "../lib/inference/change_inference.ts";
import { announceCancel } from "../lib/inference/progress.ts";
import { closeRedis, openRedis } from "../lib/inference/redis.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT } from "./command.ts";

async function run(args: readonly string[], context: CliContext): Promise<number> {
  const { word } = readArguments(args, { words: ["id"] });
  const changed = await context.withDatabase(async (db) => {
    const entry = { action: "inference.cancel", outcome: "allowed" } as const;
    await record(db, { ...entry, ...await aboutReading(db, word.id), detail: "by command line" });
    return await cancelInference(db, word.id);
  });
  await ring(context, changed.id);
  context.answer(changed, [`${changed.id}: ${changed.state}`]);
  return EXIT.ok;
}

/** Tells the workers at once. Without Redis they find out from the row, a little later. */
async function ring(context: CliContext, id: string): Promise<void> {
  const config = context.config().redis;
  const redis = openRedis(config, context.log);
  try {
    await once(redis, "ready", { signal: AbortSignal.timeout(2000) });
    await announceCancel({ redis, prefix: config.prefix }, id);
  } catch (error) {
    context.log.warn({ inferenceId: id, error }, "workers could not be told; they will see it");
  } finally {
    await closeRedis(redis);
  }
}

/** `job cancel`: ends a reading that has not ended; whatever its worker still writes is void. */
export const command: Command = { usage: "ID", run };
