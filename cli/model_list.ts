import { loadPacks } from "../lib/models/load_packs.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT } from "./command.ts";
import { table } from "./table.ts";

async function run(args: readonly string[], context: CliContext): Promise<number> {
  readArguments(args, { words: [] });
  const { packs, refused } = await loadPacks(context.config().models.dir);
  const models = packs.map(({ manifest }) => {
    const { id, name, version, task, queue, sha256, licence } = manifest;
    return { id, name, version, task, queue, sha256, licence };
  });
  const bad = refused.map(({ directory, fault }) => ({
    directory,
    code: fault.code,
    reason: String(fault.facts["reason"] ?? fault.message),
  }));
  const rows = models.map(({ id, version, queue, name }) => [id, version, queue, name]);
  context.answer({ models, refused: bad }, [
    ...table(["id", "version", "queue", "name"], rows),
    ...bad.map(({ directory, code, reason }) => `refused: ${directory} (${code}): ${reason}`),
  ]);
  return bad.length > 0 ? EXIT.failed : EXIT.ok;
}

/** `model list`: packs that passed every check, and those that were refused with the reason. */
export const command: Command = { usage: "", run };
