import { listInferences, listPublications } from "../lib/inference/list_inferences.ts";
import { type InferenceState, MOVES } from "../lib/inference/states.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT, UsageError } from "./command.ts";
import { table } from "./table.ts";

async function run(args: readonly string[], context: CliContext): Promise<number> {
  const { text } = readArguments(args, { words: [], texts: ["state", "limit"] });
  const limit = Number(text.limit ?? 50);
  if (!(Number.isInteger(limit) && limit > 0)) throw new UsageError("--limit must be a number");
  const states = text.state === undefined ? undefined : [stateOf(text.state)];
  const answer = await context.withDatabase(async (db) => {
    const { inferences, total } = await listInferences(db, { states, limit, parts: true });
    const jobs = inferences.map(({ facts: _, ...job }) => job);
    return { jobs, total, publications: await listPublications(db) };
  });
  const rows = answer.jobs.map((job) => [
    job.id,
    job.state,
    job.code ?? job.stage ?? "",
    `${job.percent} %`,
    job.model,
    job.updatedAt,
  ]);
  context.answer(answer, [
    ...table(["id", "state", "stage or code", "done", "model", "changed"], rows),
    ...answer.publications.map((late) => `not yet in FHIR: ${late.inferenceId} (${late.state})`),
  ]);
  return EXIT.ok;
}

function stateOf(word: string): InferenceState {
  if (Object.hasOwn(MOVES, word)) return word as InferenceState;
  throw new UsageError(`--state must be one of ${Object.keys(MOVES).join(", ")}`);
}

/** `job list`: readings, newest first, and what the FHIR server still lacks. */
export const command: Command = { usage: "[--state STATE] [--limit N]", run };
