/** The frame of a task that measures: its help, its one answer and its exit codes, as the cli has them. */
import { asFault, Fault } from "../../lib/fault/fault.ts";
import { faultText } from "../../lib/i18n/fault_text.ts";

/** The command line itself is wrong: exit 2, with the task's usage. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What a measurement answers: the document of `--json`, and the text for people. */
export interface Measured {
  readonly json: unknown;
  readonly text: string;
}

/** One task: `run` gets the arguments without `--json` and throws UsageError or Fault. */
export interface MeasuringTask {
  readonly usage: string;
  readonly run: (args: readonly string[]) => Promise<Measured>;
}

/** Codes that a person can do something about. */
const NEEDS_INPUT = new Set(["not_found", "series_not_aligned", "series_not_stripped"]);

/**
 * Runs a task and gives its exit code: 0 done, 1 failed, 2 usage, 3 needs input. With `--json`
 * standard output holds exactly one JSON document, an error's too; words go to standard error.
 */
export async function runMeasuringTask(
  args: readonly string[],
  { usage, run }: MeasuringTask,
): Promise<number> {
  const json = args.includes("--json");
  if (args.includes("--help") || args.includes("-h")) {
    say(Deno.stdout, usage);
    return 0;
  }
  try {
    const measured = await run(args.filter((arg) => arg !== "--json"));
    say(Deno.stdout, json ? JSON.stringify(measured.json, null, 2) : measured.text);
    return 0;
  } catch (error) {
    const answer = error instanceof UsageError
      ? { code: "usage", message: error.message, action: `usage: ${usage}` }
      : answerOf(asFault(error, "internal", "The measurement failed"));
    say(Deno.stderr, `${answer.code}: ${answer.message}\n${answer.action}`);
    if (answer.code === "internal") say(Deno.stderr, storyOf(error));
    const requestId = crypto.randomUUID();
    if (json) say(Deno.stdout, JSON.stringify({ ...answer, requestId }));
    if (answer.code === "usage") return 2;
    return NEEDS_INPUT.has(answer.code) ? 3 : 1;
  }
}

/** The catalogue's words, and our own, which name the file or the folder that is meant. */
function answerOf({ code, facts, message }: Fault) {
  if (code === "not_found") return { code, message, action: "Name a folder that holds a case." };
  const { message: general, action } = faultText(code, facts, "en");
  return { code, message: code === "internal" ? general : `${general} ${message}`, action };
}

function storyOf(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

function say(stream: typeof Deno.stdout | typeof Deno.stderr, text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
}
