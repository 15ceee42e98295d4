/**
 * The worker. Started plainly it is a small supervisor, which starts the real worker as a process of
 * its own and again when that dies: a crash inside the native runtime then costs one attempt of one
 * job. Started with the word `work` it is that real worker, which ends with its supervisor.
 */
import { fileURLToPath } from "node:url";
import { readConfig } from "../lib/config/config.ts";
import { openLog } from "../lib/log/log.ts";
import { workerFlags } from "./permissions.ts";
import { lifeline, supervise } from "./supervisor.ts";

const environment = Deno.env.toObject();
const config = readConfig(environment);

if (Deno.args[0] === "work") {
  const { work } = await import("./work.ts");
  await work(config, Deno.args[1] === "supervised" ? lifeline(Deno.stdin.readable) : null);
} else {
  const entry = fileURLToPath(import.meta.url);
  const root = fileURLToPath(new URL("../", import.meta.url));
  const flags = workerFlags(config, environment, root);
  const command = ["deno", "run", ...flags, entry, "work", "supervised"] as const;
  Deno.exit(await supervise({ command, log: openLog(config.logLevel) }));
}
