import { join } from "node:path";
import { readRunningDemo } from "../stack/demo_state.ts";
import { makeEnvironment } from "../stack/environment.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings a command works with: those of the environment, or, where it has none, those of the
 * demo that runs on the data folder. So `deno task cli …` needs nothing beside `deno task demo`.
 * `--data DIR` names another copy's folder, and then that demo is meant whatever else is set.
 */
export async function settingsOf(
  args: readonly string[],
  environment: Environment,
): Promise<{ readonly args: readonly string[]; readonly environment: Environment }> {
  const at = args.indexOf("--data");
  const given = at < 0 ? undefined : args[at + 1];
  const own = at < 0 ? args : args.filter((_, n) => n !== at && n !== at + 1);
  const name = "NEURONOVA_DATABASE_PASSWORD";
  const set = environment[name] !== undefined || environment[`${name}_FILE`] !== undefined;
  if (set && given === undefined) return { args: own, environment };
  const demo = await demoEnvironment(given ?? ".data", environment);
  return { args: own, environment: demo ?? environment };
}

/** The very environment that the demo gives its portal, and the schema owner's password. */
async function demoEnvironment(data: string, environment: Environment) {
  const state = await readRunningDemo(data);
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
