import { runCli } from "./cli/run.ts";
import { processTerminal } from "./cli/terminal.ts";

Deno.exit(await runCli(Deno.args, processTerminal(Deno.env.toObject())));
