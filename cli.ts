import { settingsOf } from "./cli/demo_settings.ts";
import { runCli } from "./cli/run.ts";
import { processTerminal } from "./cli/terminal.ts";

const { args, environment } = await settingsOf(Deno.args, Deno.env.toObject());
Deno.exit(await runCli(args, processTerminal(environment)));
