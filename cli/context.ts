import { type Config, readConfig } from "../lib/config/config.ts";
import { connectDatabase } from "../lib/database/connect.ts";
import { assertSchema } from "../lib/database/migrate.ts";
import { type Log, openLog } from "../lib/log/log.ts";
import type { CliContext } from "./command.ts";
import type { Terminal } from "./terminal.ts";

/** The log of a command: warnings and above, on standard error. */
export function logTo(terminal: Terminal): Log {
  return openLog("warn", (line) => terminal.err(line.trimEnd()));
}

/** What a command may use, over a terminal whose data folder is that of the demo in use, if any. */
export function openContext(terminal: Terminal, json: boolean): CliContext {
  let config: Config | undefined;
  const readOnce = () => config ??= readConfig(terminal.environment);
  return {
    config: readOnce,
    demoFolder: terminal.dataFolder,
    async withDatabase(work) {
      const db = connectDatabase(readOnce().database);
      try {
        await assertSchema(db);
        return await work(db);
      } finally {
        await db.destroy();
      }
    },
    readInput: terminal.readInput,
    answer(value, lines) {
      terminal.out(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(""));
    },
    progress(line) {
      if (!json) terminal.err(line);
    },
    log: logTo(terminal),
    signal: terminal.signal,
  };
}
