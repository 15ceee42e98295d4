/**
 * The worker. Started plainly it is a small supervisor, which starts the real worker as a process of
 * its own and again when that dies: a crash inside the native runtime then costs one attempt of one
 * job. Started with the word `work` it is that real worker.
 */
import { readConfig } from "../lib/config/config.ts";
import { openLog } from "../lib/log/log.ts";
import { supervise } from "./supervisor.ts";

const config = readConfig(Deno.env.toObject());

if (Deno.args[0] === "work") {
  const { work } = await import("./work.ts");
  await work(config);
} else {
  const entry = import.meta.filename ?? new URL(import.meta.url).pathname;
  Deno.exit(await supervise({ entry, log: openLog(config.logLevel) }));
}
