import { record } from "../lib/audit/record.ts";
import { disableUser } from "../lib/session/users.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT } from "./command.ts";

async function run(args: readonly string[], context: CliContext): Promise<number> {
  const { word } = readArguments(args, { words: ["name"] });
  const user = await context.withDatabase(async (db) => {
    const disabled = await disableUser(db, word.name);
    const detail = `user ${disabled.id} by command line`;
    await record(db, { action: "user.disable", outcome: "allowed", detail });
    return disabled;
  });
  const { id, name, role, disabledAt } = user;
  context.answer({ id, name, role, disabledAt }, [`Disabled ${name}; all sessions have ended`]);
  return EXIT.ok;
}

/** `user disable`: repeatable; the user's next request is refused. */
export const command: Command = { usage: "NAME", run };
