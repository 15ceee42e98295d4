import { migrate } from "../lib/database/migrate.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT } from "./command.ts";

async function run(args: readonly string[], context: CliContext): Promise<number> {
  readArguments(args, { words: [] });
  const migrations = await migrate(context.config().database);
  const lines = migrations.map((name) => `Ran ${name}`);
  context.answer({ migrations }, lines.length > 0 ? lines : ["The schema is up to date"]);
  return EXIT.ok;
}

/** `database migrate`: repeatable, and safe when two run at once. */
export const command: Command = { usage: "", run };
