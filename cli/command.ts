import type { Config } from "../lib/config/config.ts";
import type { Database } from "../lib/database/connect.ts";
import type { Log } from "../lib/log/log.ts";

/** How a command ends: a contract with scripts. */
export const EXIT = { ok: 0, failed: 1, usage: 2, needsInput: 3 } as const;

/** What a command may use; nothing is opened before it is asked for. */
export interface CliContext {
  /** Reads and checks the settings on first use. */
  config(): Config;
  /** Data folder of the demo whose settings these are; null where they are nobody's demo. */
  readonly demoFolder: string | null;
  /** Opens the database, checks its schema, and closes it after `work`. */
  withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** All of standard input as text, for secrets that must not stand in a command line. */
  readInput(): Promise<string>;
  /** The command's one answer: JSON with `--json`, else the lines of text. */
  answer(json: unknown, lines: readonly string[]): void;
  /** Shows that work goes on (standard error, only to people). */
  progress(line: string): void;
  readonly log: Log;
  /** Aborts on Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** One command: `run` gets what follows its name, without `--json` and `--help`. */
export interface Command {
  /** Arguments and options as the help shows them. */
  readonly usage: string;
  readonly run: (args: readonly string[], context: CliContext) => Promise<number>;
}

/** The command line itself is wrong: exit 2, with the command's usage. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
