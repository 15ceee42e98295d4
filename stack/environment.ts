import { configSchema, type Environment } from "../lib/config/config.ts";
import type { PortPlan } from "./port_plan.ts";
import type { Secrets } from "./secrets.ts";

/** Where the neighbours are that this run does not start itself. */
export interface Elsewhere {
  readonly fhir: string | null;
  readonly openemr: string | null;
  /** NEURONOVA_OPENEMR_* of the caller, for an OpenEMR that is not ours. */
  readonly given: Environment;
}

/** HL7's example OID: the authority that numbers the patients of the demo. */
export const DEMO_AUTHORITY = "urn:oid:2.16.840.1.113883.19.5";
/** The OAuth2 client and the user that OpenEMR's sandbox knows. */
export const SANDBOX = { clientId: "neuronova-portal", user: "neuronova" } as const;

/**
 * The settings of portal, worker and command line for this stack: lib/config reads them. Secrets
 * are named by their files only. `owner` adds the schema owner's password, for migrating alone.
 */
export function makeEnvironment(
  { ports, secrets, elsewhere, publicUrl }: {
    readonly ports: PortPlan;
    readonly secrets: Secrets;
    readonly elsewhere: Elsewhere;
    readonly publicUrl: string;
  },
): Record<string, string> {
  return {
    NEURONOVA_INSTANCE: secrets.read("instance"),
    NEURONOVA_PUBLIC_URL: publicUrl,
    NEURONOVA_PORT: String(ports.portal),
    NEURONOVA_WORKER_PORT: String(ports.worker),
    NEURONOVA_SESSION_KEY_FILE: secrets.file("session_key"),
    NEURONOVA_AUTHORITY: DEMO_AUTHORITY,
    NEURONOVA_DATABASE_PORT: String(ports.mariadb),
    NEURONOVA_DATABASE_PASSWORD_FILE: secrets.file("database_password"),
    NEURONOVA_REDIS_PORT: String(ports.redis),
    NEURONOVA_REDIS_PASSWORD_FILE: secrets.file("redis_password"),
    NEURONOVA_ORTHANC_URL: `http://127.0.0.1:${ports.orthanc}`,
    NEURONOVA_ORTHANC_PASSWORD_FILE: secrets.file("orthanc_password"),
    ...fhir(ports, secrets, elsewhere),
    ...openemr(ports, secrets, elsewhere),
    ...passedOn(elsewhere.given),
  };
}

function fhir(ports: PortPlan, secrets: Secrets, { fhir, given }: Elsewhere) {
  if (fhir === null) {
    return {
      NEURONOVA_FHIR_URL: `http://127.0.0.1:${ports.fhir}/fhir`,
      NEURONOVA_FHIR_TOKEN_FILE: secrets.file("fhir_token"),
    };
  }
  return { NEURONOVA_FHIR_URL: fhir, ...only(given, "NEURONOVA_FHIR_TOKEN") };
}

function openemr(ports: PortPlan, secrets: Secrets, { openemr, given }: Elsewhere) {
  if (openemr === null) {
    return {
      NEURONOVA_OPENEMR_URL: `http://127.0.0.1:${ports.openemr}`,
      NEURONOVA_OPENEMR_CLIENT_ID: SANDBOX.clientId,
      NEURONOVA_OPENEMR_CLIENT_SECRET_FILE: secrets.file("openemr_client_secret"),
      NEURONOVA_OPENEMR_USER: SANDBOX.user,
      NEURONOVA_OPENEMR_PASSWORD_FILE: secrets.file("openemr_password"),
    };
  }
  return { NEURONOVA_OPENEMR_URL: openemr, ...only(given, "NEURONOVA_OPENEMR_") };
}

/** Settings that concern this place, not this stack: its time, providers, models, how much log. */
function passedOn(given: Environment): Record<string, string> {
  return ["NEURONOVA_TIME_ZONE", "NEURONOVA_LOG_LEVEL", "NEURONOVA_ONNX_", "NEURONOVA_MODELS_DIR"]
    .reduce((all, prefix) => ({ ...all, ...only(given, prefix) }), {});
}

function only(given: Environment, prefix: string): Record<string, string> {
  const known = Object.keys(configSchema.shape);
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] =>
      entry[1] !== undefined && entry[0].startsWith(prefix) &&
      known.includes(entry[0].replace(/_FILE$/, ""))
    ),
  );
}
