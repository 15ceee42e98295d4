/** `deno task bench NAME [options] [--json]`: measurements side by side, one file a NAME. */
import {
  type MeasuringTask,
  runMeasuringTask,
  UsageError,
} from "../tests/accuracy/measuring_task.ts";

const BENCHES: Readonly<Record<string, () => Promise<MeasuringTask>>> = {
  inference: async () => (await import("./inference.ts")).task,
};

/** Stands in for a bench whose name is missing or unknown. */
const NO_BENCH: MeasuringTask = {
  usage: `bench NAME [--json]; NAME: ${Object.keys(BENCHES).join(", ")}`,
  run: (args) =>
    Promise.reject(
      new UsageError(args.length > 0 ? `Unknown: ${args.join(" ")}` : "Missing: NAME"),
    ),
};

// The name comes before the options, but for --json and --help, which may stand anywhere.
const at = Deno.args.findIndex((arg) => !arg.startsWith("-"));
const name = Deno.args[at] ?? "";
const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
Deno.exitCode = load === undefined
  ? await runMeasuringTask(Deno.args, NO_BENCH)
  : await runMeasuringTask(Deno.args.filter((_, n) => n !== at), await load());
