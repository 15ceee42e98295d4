import { aboutReading } from "../lib/audit/about_reading.ts";
import { record } from "../lib/audit/record.ts";
import { retryInference } from "../lib/inference/change_inference.ts";
import { loadPacks } from "../lib/models/load_packs.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT } from "./command.ts";

async function run(args: readonly string[], context: CliContext): Promise<number> {
  const { word } = readArguments(args, { words: ["id"] });
  const packs = await loadPacks(context.config().models.dir);
  const changed = await context.withDatabase(async (db) => {
    const entry = { action: "inference.retry", outcome: "allowed" } as const;
    await record(db, { ...entry, ...await aboutReading(db, word.id), detail: "by command line" });
    return await retryInference(db, packs, word.id);
  });
  context.answer(changed, [`${changed.id}: ${changed.state}`]);
  return EXIT.ok;
}

/** `job retry`: queues a reading again that failed, was cancelled or needed input. */
export const command: Command = { usage: "ID", run };
