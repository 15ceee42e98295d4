import { fileURLToPath } from "node:url";
import { Fault } from "../lib/fault/fault.ts";
import { CASE_SCHEMA, type MetastasisCase } from "../lib/metastasis/case.ts";
import { originModel } from "../lib/metastasis/origin_model.ts";
import { scoreCase } from "../lib/metastasis/score_case.ts";
import { loadPacks } from "../lib/models/load_packs.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT, UsageError } from "./command.ts";
import { scoreLines } from "./metastasis_lines.ts";

const QUESTIONS = ["origin", "prognosis", "velocity", "risk"] as const;

async function run(args: readonly string[], context: CliContext): Promise<number> {
  const { text } = readArguments(args, { words: [], texts: ["in", "ask"] });
  if (text.in === undefined) throw new UsageError("Missing: --in FILE");
  const asked = questionsOf(text.ask);
  const given = await readCase(text.in, context);
  const scored = scoreCase(given, await originModel(await loadPacks(modelsOf(context))));
  context.answer(scored, scoreLines(scored, asked));
  const lacks = asked.filter((question) => scored[question].status === "needs_input");
  return lacks.length > 0 ? EXIT.needsInput : EXIT.ok;
}

function questionsOf(text: string | undefined): readonly (typeof QUESTIONS[number])[] {
  if (text === undefined) return QUESTIONS;
  const asked = text.split(",");
  const wrong = asked.find((word) => !QUESTIONS.some((known) => known === word));
  if (wrong !== undefined) throw new UsageError(`--ask takes ${QUESTIONS.join(", ")}`);
  return QUESTIONS.filter((question) => asked.includes(question));
}

/** A case file, or standard input for `-`. Fault `input_invalid` names the first wrong field. */
async function readCase(path: string, context: CliContext): Promise<MetastasisCase> {
  let data: unknown;
  try {
    data = JSON.parse(path === "-" ? await context.readInput() : await Deno.readTextFile(path));
  } catch (cause) {
    throw new Fault("input_invalid", `${path} is not a JSON file that can be read`, {
      cause,
      facts: { field: "in" },
    });
  }
  const parsed = CASE_SCHEMA.safeParse(data);
  if (parsed.success) return parsed.data;
  const { path: where, message } = parsed.error.issues[0] ?? { path: [], message: "" };
  const field = where.join(".") || "case";
  throw new Fault("input_invalid", `${field}: ${message}`, { facts: { field } });
}

/** The installation's models; the shipped ones where nothing is installed, which is said. */
function modelsOf(context: CliContext): string {
  try {
    return context.config().models.dir;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "config_invalid") throw error;
    context.progress("No settings: the models that came with this program are used.");
    return fileURLToPath(new URL("../models", import.meta.url));
  }
}

/**
 * `metastasis score`: the same answers as the study page, by the same function, for a case in a file
 * (docs/schemas/metastasis-case.json). Exit 3 while an asked question needs input; the answer lists
 * the names of what is missing.
 */
export const command: Command = {
  usage: "--in CASE.json|- [--ask origin,prognosis,velocity,risk]",
  run,
};
