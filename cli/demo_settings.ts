import { join } from "node:path";
import { Fault } from "../lib/fault/fault.ts";
import type { DemoState } from "../stack/demo_state.ts";
import { makeEnvironment } from "../stack/environment.ts";
import type { Terminal } from "./terminal.ts";

type Environment = Terminal["environment"];

/**
 * The settings a command works with: those of the environment, or, where it has none, those of the
 * demo that runs on the data folder (its demo.json, which goes when the demo ends). So `deno task
 * cli …` needs nothing beside `deno task demo`.
 *
 * @param data folder of the demo that is meant, whatever else is set; null when none was named
 * @throws {Fault} `config_invalid` when no demo runs on the folder that was named
 */
export async function settingsOf(
  data: string | null,
  { environment, dataFolder }: Pick<Terminal, "environment" | "dataFolder">,
): Promise<Environment> {
  const name = "NEURONOVA_DATABASE_PASSWORD";
  const set = environment[name] !== undefined || environment[`${name}_FILE`] !== undefined;
  const folder = data ?? (set ? null : dataFolder);
  if (folder === null) return environment;
  const demo = await demoEnvironment(folder, environment);
  if (demo === null && data !== null) {
    throw new Fault("config_invalid", `No demo runs on ${data || "(no folder)"}`);
  }
  return demo ?? environment;
}

/**
 * The certificates by which the demo on a data folder is trusted (PEM): those of its own authority,
 * which no system knows. Null without a demo, or with one that speaks plain http.
 */
export async function demoCertificates(data: string | null): Promise<string[] | null> {
  const path = data === null ? null : (await readDemo(data))?.certificateAuthority ?? null;
  return path === null ? null : [await Deno.readTextFile(path)];
}

/** Only the file says whether a demo runs: looking at its process would need every permission. */
async function readDemo(data: string): Promise<DemoState | null> {
  try {
    return JSON.parse(await Deno.readTextFile(join(data, "demo.json")));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The very environment that the demo gives its portal, and the schema owner's password. */
async function demoEnvironment(data: string, environment: Environment) {
  const state = await readDemo(data);
  if (state === null) return null;
  const secret = (name: string) => join(data, "secrets", name);
  const { ports, fhir, openemr } = state;
  const local = (url: string, port: number | undefined) =>
    port !== undefined && new URL(url).port === String(port);
  const made = makeEnvironment({
    ports: { ...NOWHERE, ...ports },
    secrets: { file: secret, read: (name) => name === "instance" ? state.instance : "" },
    elsewhere: {
      fhir: local(fhir.url, ports.fhir) ? null : fhir.url,
      openemr: local(openemr.url, ports.openemr) ? null : openemr.url,
      given: environment,
    },
    publicUrl: state.url,
  });
  return { ...made, NEURONOVA_DATABASE_OWNER_PASSWORD_FILE: secret("database_owner_password") };
}

/** For a service that the demo does not run itself; nothing listens on the discard port. */
const NOWHERE = {
  nginx: 9,
  portal: 9,
  orthanc: 9,
  mariadb: 9,
  redis: 9,
  fhir: 9,
  openemr: 9,
  worker: 9,
  https: 9,
};
