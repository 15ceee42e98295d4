import { fileURLToPath } from "node:url";
import { Fault } from "../lib/fault/fault.ts";
import { localTime } from "../lib/i18n/format.ts";
import { CASE_SCHEMA, type MetastasisCase } from "../lib/metastasis/case.ts";
import { assertDays } from "../lib/metastasis/check_days.ts";
import { FACT_NAMES } from "../lib/metastasis/facts.ts";
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
  context.answer(scored, scoreLines(scored, given, asked));
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
  const text = (await textOf(path, context)).replace(/^\uFEFF/, ""); // as Windows editors begin it
  if (text.trim() === "") throw wrong("in", `${nameOf(path)} is empty`);
  const parsed = CASE_SCHEMA.safeParse(jsonOf(path, text));
  if (!parsed.success) {
    const { path: where, message } = parsed.error.issues[0] ?? { path: [], message: "" };
    const field = where.join(".") || "case";
    throw wrong(field, `${field}: ${message}`);
  }
  try {
    // As the page: a case that could not be entered there is not answered here.
    const today = localTime(new Date()).slice(0, 10);
    assertDays(parsed.data, { today, birth: null, said: FACT_NAMES });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw wrong(String(error.facts["field"]), error.message, error);
  }
  return parsed.data;
}

async function textOf(path: string, context: CliContext): Promise<string> {
  try {
    return path === "-" ? await context.readInput() : await Deno.readTextFile(path);
  } catch (cause) {
    const missing = cause instanceof Deno.errors.NotFound;
    throw wrong("in", `${nameOf(path)} ${missing ? "does not exist" : "cannot be read"}`, cause);
  }
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrong("in", `${nameOf(path)} is not JSON`, cause);
  }
}

function nameOf(path: string): string {
  return path === "-" ? "standard input" : path;
}

function wrong(field: string, reason: string, cause?: unknown): Fault {
  return new Fault("input_invalid", reason, { cause, facts: { case: "case", field, reason } });
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
