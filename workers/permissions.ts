import { resolve } from "node:path";
import { type Config, type Environment, SECRET_NAMES } from "../lib/config/config.ts";

/**
 * What the real worker may do, as Deno's flags, from the configuration: reach its neighbours and
 * nobody else, read the program, the models and its own secrets, load the native runtime. It may
 * write no file and start no program.
 *
 * @param root folder of the program
 */
export function workerFlags(config: Config, environment: Environment, root: string): string[] {
  const { database, redis, orthanc, fhir, openemr, host, workerPort, models } = config;
  const hosts = [
    `${database.host}:${database.port}`,
    `${redis.host}:${redis.port}`,
    ...[orthanc.url, fhir.url, openemr.url].map(authorityOf),
    `${host}:${workerPort}`,
  ];
  const secrets = SECRET_NAMES.map((name) => environment[`${name}_FILE`] ?? "");
  const files = [root, resolve(models.dir), ...secrets.filter((file) => file !== "")];
  return [
    "--cached-only",
    "--no-prompt",
    `--allow-net=${[...new Set(hosts)].join(",")}`,
    "--allow-env",
    "--allow-sys=hostname",
    `--allow-read=${[...new Set(files)].join(",")}`,
    `--allow-ffi=${resolve(root, "node_modules")}`,
  ];
}

/** Host and port of an address, the scheme's own port where it names none. */
function authorityOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}
