import type { Config } from "../lib/config/config.ts";
import { runCli } from "./run.ts";

/** Seed of the key that signs sessions in tests (RFC 8037, appendix A.1). */
export const SEED = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";

/** Complete settings over a test's database; every other neighbour is away unless given. */
export function settings(
  database: Config["database"],
  others: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    NEURONOVA_PUBLIC_URL: "http://127.0.0.1:9",
    NEURONOVA_PORT: "9",
    NEURONOVA_WORKER_PORT: "9",
    NEURONOVA_SESSION_KEY: SEED,
    NEURONOVA_AUTHORITY: "urn:oid:1.2.3",
    NEURONOVA_DATABASE_PORT: String(database.port),
    NEURONOVA_DATABASE_NAME: database.name,
    NEURONOVA_DATABASE_USER: database.user,
    NEURONOVA_DATABASE_PASSWORD: database.password,
    NEURONOVA_DATABASE_OWNER: database.owner,
    NEURONOVA_DATABASE_OWNER_PASSWORD: database.ownerPassword ?? "",
    NEURONOVA_REDIS_PORT: "9",
    NEURONOVA_ORTHANC_URL: "http://127.0.0.1:9",
    NEURONOVA_ORTHANC_PASSWORD: "a long password",
    NEURONOVA_FHIR_URL: "http://127.0.0.1:9/fhir",
    NEURONOVA_OPENEMR_URL: "http://127.0.0.1:9",
    NEURONOVA_OPENEMR_CLIENT_ID: "portal",
    NEURONOVA_OPENEMR_USER: "portal",
    NEURONOVA_OPENEMR_PASSWORD: "a long password",
    ...others,
  };
}

/** Runs one command line in this process; the answer of `--json` comes parsed. */
export async function cli(environment: Record<string, string>, line: string, input = "") {
  let out = "", err = "";
  const args = line.split(" ").filter((arg) => arg !== "");
  const exit = await runCli(args, {
    environment,
    dataFolder: null,
    out: (text) => out += text,
    err: (text) => err += `${text}\n`,
    readInput: () => Promise.resolve(input),
    signal: new AbortController().signal,
  });
  return { exit, out, err, json: args.includes("--json") ? JSON.parse(out) : undefined };
}
