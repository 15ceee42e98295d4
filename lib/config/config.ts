import { z } from "zod";
import { Fault } from "../fault/fault.ts";
import { readSecrets } from "./secrets.ts";

/** A port number that a server of ours can listen on. */
const port = z.coerce.number().int().min(1).max(65535);

/** An absolute http(s) address without a trailing slash, credentials, query or fragment. */
const address = z.url({ protocol: /^https?$/ }).refine(
  (text) => !/[?#@]|\/$/.test(text),
  "must have no trailing slash, credentials, query or fragment",
);

const timeZone = z.string().refine(
  (name) => /^[A-Za-z]/.test(name) && isTimeZone(name),
  "must be the IANA name of a time zone, such as Asia/Seoul",
);

const secret = z.string().min(12, "must have at least 12 characters");

/**
 * Every setting, by the name of its environment variable. `NAME_FILE` may stand for any secret
 * NAME and names a file that holds it. `.env.example` gives each a reason; a test compares the two.
 */
export const configSchema = z.strictObject({
  NEURONOVA_INSTANCE: z.string().regex(/^[a-z0-9]{4,16}$/).default("main"),
  NEURONOVA_PUBLIC_URL: address,
  NEURONOVA_HOST: z.string().default("127.0.0.1"),
  NEURONOVA_PORT: port.default(8000),
  NEURONOVA_WORKER_PORT: port.default(8010),
  NEURONOVA_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  NEURONOVA_SESSION_KEY: z.string().regex(
    /^[A-Za-z0-9_-]{43}$/,
    "must be base64url of 32 random bytes (43 characters)",
  ),
  NEURONOVA_AUTHORITY: z.string().min(3),
  NEURONOVA_TIME_ZONE: timeZone.default("Asia/Seoul"),
  NEURONOVA_DATABASE_HOST: z.string().default("127.0.0.1"),
  NEURONOVA_DATABASE_PORT: port.default(3306),
  NEURONOVA_DATABASE_NAME: z.string().regex(/^[a-z0-9_]{1,48}$/).default("neuronova"),
  NEURONOVA_DATABASE_USER: z.string().min(1).default("neuronova_app"),
  NEURONOVA_DATABASE_PASSWORD: secret,
  NEURONOVA_DATABASE_OWNER: z.string().min(1).default("neuronova_owner"),
  NEURONOVA_DATABASE_OWNER_PASSWORD: secret.optional(),
  NEURONOVA_REDIS_HOST: z.string().default("127.0.0.1"),
  NEURONOVA_REDIS_PORT: port.default(6379),
  NEURONOVA_REDIS_PASSWORD: secret.optional(),
  NEURONOVA_QUEUE_PREFIX: z.string().regex(/^[a-z0-9-]{1,32}$/).default("neuronova"),
  NEURONOVA_ORTHANC_URL: address,
  NEURONOVA_ORTHANC_USER: z.string().min(1).default("neuronova"),
  NEURONOVA_ORTHANC_PASSWORD: secret,
  NEURONOVA_FHIR_URL: address,
  NEURONOVA_FHIR_TOKEN: secret.optional(),
  NEURONOVA_OPENEMR_URL: address,
  NEURONOVA_OPENEMR_SITE: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/).default("default"),
  NEURONOVA_OPENEMR_CLIENT_ID: z.string().min(1),
  NEURONOVA_OPENEMR_CLIENT_SECRET: secret.optional(),
  NEURONOVA_OPENEMR_USER: z.string().min(1),
  NEURONOVA_OPENEMR_PASSWORD: secret,
  NEURONOVA_MODELS_DIR: z.string().min(1).default("models"),
  NEURONOVA_ONNX_PROVIDERS: z.string().default("cpu").transform((text) => text.split(",")).pipe(
    z.array(z.enum(["cpu", "cuda", "tensorrt", "webgpu"])).min(1),
  ),
  NEURONOVA_ONNX_THREADS: z.coerce.number().int().min(1).max(64).default(2),
});

/** The settings as they arrive: names and texts of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names of the settings that may come from a file instead (`NAME_FILE`). */
export const SECRET_NAMES = [
  "NEURONOVA_SESSION_KEY",
  "NEURONOVA_DATABASE_PASSWORD",
  "NEURONOVA_DATABASE_OWNER_PASSWORD",
  "NEURONOVA_REDIS_PASSWORD",
  "NEURONOVA_ORTHANC_PASSWORD",
  "NEURONOVA_FHIR_TOKEN",
  "NEURONOVA_OPENEMR_CLIENT_SECRET",
  "NEURONOVA_OPENEMR_PASSWORD",
] as const;

/** Variables of the tests that may stand in the same environment. */
const NOT_OURS = ["NEURONOVA_CASES", "NEURONOVA_TEST_SERVERS"];

/**
 * Reads and checks the whole environment once and gives a frozen configuration.
 * All faults are reported together, each by its variable's name, never with a secret's value.
 *
 * @throws {Fault} `config_invalid`, one line a fault in the message
 */
export function readConfig(environment: Environment): Config {
  const faults: string[] = [];
  const settings = readSecrets(environment, SECRET_NAMES, faults);
  const known = Object.keys(configSchema.shape);
  for (const name of Object.keys(settings)) {
    if (!name.startsWith("NEURONOVA_") || NOT_OURS.includes(name)) continue;
    if (!known.includes(name)) faults.push(`${name}: unknown`);
  }
  const own = known.filter((name) => settings[name] !== undefined && settings[name] !== "");
  const parsed = configSchema.safeParse(Object.fromEntries(own.map((n) => [n, settings[n]])));
  for (const issue of parsed.error?.issues ?? []) {
    faults.push(`${issue.path.join(".")}: ${issue.message}`);
  }
  if (!parsed.success || faults.length > 0) {
    throw new Fault("config_invalid", `Invalid configuration:\n  ${faults.join("\n  ")}`);
  }
  return arrange(parsed.data);
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}

function arrange(s: z.output<typeof configSchema>) {
  return Object.freeze({
    instance: s.NEURONOVA_INSTANCE,
    publicUrl: new URL(s.NEURONOVA_PUBLIC_URL).origin,
    host: s.NEURONOVA_HOST,
    port: s.NEURONOVA_PORT,
    workerPort: s.NEURONOVA_WORKER_PORT,
    logLevel: s.NEURONOVA_LOG_LEVEL,
    sessionKey: s.NEURONOVA_SESSION_KEY,
    authority: s.NEURONOVA_AUTHORITY,
    timeZone: s.NEURONOVA_TIME_ZONE,
    database: Object.freeze({
      host: s.NEURONOVA_DATABASE_HOST,
      port: s.NEURONOVA_DATABASE_PORT,
      name: s.NEURONOVA_DATABASE_NAME,
      user: s.NEURONOVA_DATABASE_USER,
      password: s.NEURONOVA_DATABASE_PASSWORD,
      owner: s.NEURONOVA_DATABASE_OWNER,
      ownerPassword: s.NEURONOVA_DATABASE_OWNER_PASSWORD,
    }),
    redis: Object.freeze({
      host: s.NEURONOVA_REDIS_HOST,
      port: s.NEURONOVA_REDIS_PORT,
      password: s.NEURONOVA_REDIS_PASSWORD,
      prefix: s.NEURONOVA_QUEUE_PREFIX,
    }),
    orthanc: Object.freeze({
      url: s.NEURONOVA_ORTHANC_URL,
      user: s.NEURONOVA_ORTHANC_USER,
      password: s.NEURONOVA_ORTHANC_PASSWORD,
    }),
    fhir: Object.freeze({ url: s.NEURONOVA_FHIR_URL, token: s.NEURONOVA_FHIR_TOKEN }),
    openemr: Object.freeze({
      url: s.NEURONOVA_OPENEMR_URL,
      site: s.NEURONOVA_OPENEMR_SITE,
      clientId: s.NEURONOVA_OPENEMR_CLIENT_ID,
      clientSecret: s.NEURONOVA_OPENEMR_CLIENT_SECRET,
      user: s.NEURONOVA_OPENEMR_USER,
      password: s.NEURONOVA_OPENEMR_PASSWORD,
    }),
    models: Object.freeze({
      dir: s.NEURONOVA_MODELS_DIR,
      providers: Object.freeze(s.NEURONOVA_ONNX_PROVIDERS),
      threads: s.NEURONOVA_ONNX_THREADS,
    }),
  });
}

/** The whole configuration, grouped by neighbour, frozen. */
export type Config = ReturnType<typeof arrange>;
