import { record } from "../lib/audit/record.ts";
import { parseMrn } from "../lib/patients/identity.ts";
import { assignPatient } from "../lib/session/users.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT, UsageError } from "./command.ts";

async function run(args: readonly string[], context: CliContext): Promise<number> {
  const { word, text } = readArguments(args, { words: ["name"], texts: ["mrn", "authority"] });
  if (text.mrn === undefined) throw new UsageError("Missing: --mrn MRN");
  const identity = {
    authority: text.authority ?? context.config().authority,
    mrn: parseMrn(text.mrn),
  };
  await context.withDatabase(async (db) => {
    await assignPatient(db, word.name, identity);
    const detail = "care team by command line";
    await record(db, { action: "user.assign", outcome: "allowed", detail });
  });
  context.answer({ name: word.name, ...identity }, [
    `The patient is now one of ${word.name}'s own`,
  ]);
  return EXIT.ok;
}

/** `user assign`: puts a patient, known or not yet, on a clinician's care team. */
export const command: Command = { usage: "NAME --mrn MRN [--authority URI]", run };
