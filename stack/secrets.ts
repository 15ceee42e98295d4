import { join } from "node:path";
import { type Account, makeOwnFolder, writeOwnFile } from "./account.ts";

/** Secrets of one data folder, each in a file of mode 0600 that a service may read by itself. */
export interface Secrets {
  /** Path of a secret's file. */
  file(name: SecretName): string;
  read(name: SecretName): string;
}

/** Every secret that the stack makes for itself. */
export const SECRET_NAMES = [
  "instance",
  "session_key",
  "database_password",
  "database_owner_password",
  "redis_password",
  "orthanc_password",
  "fhir_token",
  "openemr_client_secret",
  "openemr_password",
  "radiologist_password",
  "clinician_password",
  "administrator_password",
] as const;
/** Name of a secret: that of its file. */
export type SecretName = (typeof SECRET_NAMES)[number];

/** Makes the secrets that are not there yet and reads all of them. */
export async function openSecrets(dir: string, account: Account): Promise<Secrets> {
  await makeOwnFolder(dir, account);
  const values = new Map<SecretName, string>();
  for (const name of SECRET_NAMES) {
    const path = join(dir, name);
    const known = await readIfThere(path);
    if (known === null) await writeOwnFile(path, makeSecret(name), account);
    values.set(name, known ?? (await Deno.readTextFile(path)));
  }
  return {
    file: (name) => join(dir, name),
    read: (name) => values.get(name) ?? "",
  };
}

function makeSecret(name: SecretName): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  if (name === "instance") return bytes.toHex().slice(0, 8);
  const text = bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  // People type a user's password: 96 bits in groups are enough.
  return name.endsWith("_password") && !/database|redis|orthanc|openemr/.test(name)
    ? bytes.toHex().slice(0, 24).replace(/(.{6})(?=.)/g, "$1-")
    : text;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await Deno.readTextFile(path)).trim() || null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
