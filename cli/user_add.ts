import { record } from "../lib/audit/record.ts";
import { randomPassword } from "../lib/session/new_password.ts";
import { addUser, ROLES } from "../lib/session/users.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT, UsageError } from "./command.ts";

async function run(args: readonly string[], context: CliContext): Promise<number> {
  const { word, text, flag } = readArguments(args, {
    words: ["name"],
    texts: ["role"],
    flags: ["password-stdin"],
  });
  const role = ROLES.find((known) => known === text.role);
  if (role === undefined) throw new UsageError(`--role must be one of ${ROLES.join(", ")}`);
  const chosen = flag["password-stdin"] ? firstLine(await context.readInput()) : undefined;
  const password = chosen ?? randomPassword();
  const user = await context.withDatabase(async (db) => {
    const added = await addUser(db, { name: word.name, role, password });
    const detail = `user ${added.id} by command line`;
    await record(db, { action: "user.add", outcome: "allowed", detail });
    return added;
  });
  const { id, name } = user;
  const shown = chosen === undefined ? { password } : {};
  context.answer({ id, name, role, ...shown }, [
    `Added ${name} (${role})`,
    ...(chosen === undefined ? [`Password, shown this once: ${password}`] : []),
  ]);
  return EXIT.ok;
}

/** What `echo` adds is no part of a password. */
function firstLine(input: string): string {
  return input.replace(/\r?\n$/, "");
}

/** `user add`: the password comes by standard input or is made here; never from the arguments. */
export const command: Command = {
  usage: `NAME --role ${ROLES.join("|")} [--password-stdin]`,
  run,
};
