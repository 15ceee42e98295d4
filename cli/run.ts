import { asFault } from "../lib/fault/fault.ts";
import { faultText } from "../lib/i18n/fault_text.ts";
import type { Log } from "../lib/log/log.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT, UsageError } from "./command.ts";
import { logTo, openContext } from "./context.ts";
import { settingsOf } from "./demo_settings.ts";
import { helpOf, usageOf } from "./help.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs one command line and gives its exit code: 0 ok, 1 failed, 2 usage, 3 needs input. With
 * `--json` standard output holds exactly one JSON document, an error's too; words for people and
 * the log go to standard error.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const json = args.includes("--json");
  const wantsHelp = args.some((arg) => arg === "--help" || arg === "-h");
  const { data, rest } = takeData(args);
  const own = rest.filter((arg) => !["--json", "--help", "-h"].includes(arg));
  const name = Object.keys(COMMANDS).find((known) => known === own.slice(0, 2).join(" ")) ??
    Object.keys(COMMANDS).find((known) => known === own[0]);
  if (wantsHelp) {
    terminal.out(await helpOf(name, own[0]));
    return EXIT.ok;
  }
  const listed = name === undefined ? undefined : COMMANDS[name];
  if (name === undefined || listed === undefined) {
    terminal.err(await helpOf(undefined, own[0]));
    if (json) terminal.out(`${JSON.stringify(usageError("Unknown command"))}\n`);
    return EXIT.usage;
  }
  const { command } = await listed.load();
  try {
    const environment = await settingsOf(data, terminal);
    // The very settings of the terminal come back where no demo's were taken.
    const demo = environment === terminal.environment ? null : data ?? terminal.dataFolder;
    const context = openContext({ ...terminal, environment, dataFolder: demo }, json);
    return await command.run(own.slice(name.split(" ").length), context);
  } catch (error) {
    return report(error, { json, usage: usageOf(name, command), terminal, log: logTo(terminal) });
  }
}

/** Takes `--data DIR` out of a command line. */
function takeData(args: readonly string[]): { data: string | null; rest: readonly string[] } {
  const at = args.indexOf("--data");
  if (at < 0) return { data: null, rest: args };
  return { data: args[at + 1] ?? "", rest: args.filter((_, n) => n !== at && n !== at + 1) };
}

interface Reporting {
  readonly json: boolean;
  readonly usage: string;
  readonly terminal: Terminal;
  readonly log: Log;
}

/** An error in the words of the catalogue, its cause in the log. */
function report(error: unknown, { json, usage, terminal, log }: Reporting): number {
  if (error instanceof UsageError) {
    terminal.err(`${error.message}\nusage: ${usage}`);
    if (json) terminal.out(`${JSON.stringify(usageError(error.message))}\n`);
    return EXIT.usage;
  }
  const fault = asFault(error, "internal", "The command failed");
  const requestId = crypto.randomUUID();
  const { message, action } = faultText(fault.code, fault.facts, "en");
  log.error({ requestId, code: fault.code, error: fault }, "command failed");
  // A setting, a name or a file: who types commands needs our own words, not the user's alone.
  const detail = fault.code === "internal" ? "" : `\n${fault.message}`;
  terminal.err(`${fault.code}: ${message} ${action}${detail}`);
  if (json) {
    terminal.out(`${JSON.stringify({ code: fault.code, message, action, requestId })}\n`);
  }
  return fault.code === "input_invalid" ? EXIT.usage : EXIT.failed;
}

function usageError(message: string) {
  const requestId = crypto.randomUUID();
  return { code: "usage", message, action: "See --help.", requestId };
}
