import type { Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";

const EVERYWHERE = `Every command takes --json (one JSON document on standard output) and --help.
Exit codes: 0 ok, 1 failed, 2 usage, 3 needs input.
Settings come from the environment (see .env.example), else from the demo that runs on .data;
--data DIR names the data folder of another one.
`;

/** A command's usage line. */
export function usageOf(name: string, { usage }: Command): string {
  return `deno task cli ${name} ${usage}`.trimEnd();
}

/** Help on one command, on a group of commands ("user"), or on all. */
export async function helpOf(name: string | undefined, group: string | undefined): Promise<string> {
  const listed = name === undefined ? undefined : COMMANDS[name];
  if (name !== undefined && listed !== undefined) {
    const { command } = await listed.load();
    return `usage: ${usageOf(name, command)}\n\n${listed.summary}\n\n${EVERYWHERE}`;
  }
  const all = Object.entries(COMMANDS);
  const some = all.filter(([known]) => known.split(" ")[0] === group);
  const shown = some.length > 0 ? some : all;
  const width = Math.max(...shown.map(([known]) => known.length));
  const lines = shown.map(([known, { summary }]) => `  ${known.padEnd(width)}  ${summary}\n`);
  return `usage: deno task cli COMMAND\n\n${lines.join("")}\n${EVERYWHERE}`;
}
