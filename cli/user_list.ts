import { listUsers } from "../lib/session/users.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT } from "./command.ts";
import { table } from "./table.ts";

async function run(args: readonly string[], context: CliContext): Promise<number> {
  readArguments(args, { words: [] });
  const users = await context.withDatabase(listUsers);
  const rows = users.map(({ name, role, createdAt, disabledAt }) => [
    name,
    role,
    day(createdAt),
    disabledAt === null ? "" : day(disabledAt),
  ]);
  context.answer({ users }, table(["name", "role", "added", "disabled"], rows));
  return EXIT.ok;
}

function day(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** `user list`: every user, disabled ones too. */
export const command: Command = { usage: "", run };
