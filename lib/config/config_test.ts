import assert from "node:assert/strict";
import { readConfig } from "./config.ts";
import { Fault } from "../fault/fault.ts";

const complete = {
  NEURONOVA_PUBLIC_URL: "http://127.0.0.1:8080",
  NEURONOVA_SESSION_KEY: "A".repeat(43),
  NEURONOVA_AUTHORITY: "urn:oid:1.2.3",
  NEURONOVA_DATABASE_PASSWORD: "a long password",
  NEURONOVA_ORTHANC_URL: "http://127.0.0.1:8042",
  NEURONOVA_ORTHANC_PASSWORD: "a long password",
  NEURONOVA_FHIR_URL: "http://127.0.0.1:8090/fhir",
  NEURONOVA_OPENEMR_URL: "http://127.0.0.1:8091",
  NEURONOVA_OPENEMR_CLIENT_ID: "portal",
  NEURONOVA_OPENEMR_USER: "portal",
  NEURONOVA_OPENEMR_PASSWORD: "a long password",
};

function faultOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof Fault);
    assert.equal(error.code, "config_invalid");
    return error.message;
  }
  throw new assert.AssertionError({ message: "the configuration was accepted" });
}

Deno.test("`readConfig()` gives a frozen configuration with defaults", () => {
  const config = readConfig(complete);
  assert.equal(config.port, 8000);
  assert.deepEqual(config.models.providers, ["cpu"]);
  assert.equal(config.timeZone, "Asia/Seoul");
  assert.ok(Object.isFrozen(config) && Object.isFrozen(config.database));
});

Deno.test("`readConfig()` reports every fault at once and no secret's value", () => {
  const { NEURONOVA_AUTHORITY: _, ...rest } = complete;
  const message = faultOf({
    ...rest,
    NEURONOVA_PORT: "99999",
    NEURONOVA_FHIR_URL: "ftp://x",
    NEURONOVA_DATABASE_PASSWORD: "hunter2",
    NEURONOVA_TYPO: "1",
  });
  for (const name of ["AUTHORITY", "PORT", "FHIR_URL", "DATABASE_PASSWORD", "TYPO"]) {
    assert.match(message, new RegExp(`NEURONOVA_${name}: `));
  }
  assert.ok(!message.includes("hunter2"));
});

Deno.test("`readConfig()` takes the name of a time zone and nothing else for one", () => {
  const zone = (name: string) => ({ ...complete, NEURONOVA_TIME_ZONE: name });
  for (const name of ["Europe/Berlin", "America/Argentina/Ushuaia", "UTC"]) {
    assert.equal(readConfig(zone(name)).timeZone, name);
  }
  for (const name of ["Asia/Soul", "+09:00", "KST9KDT,M3", "/etc/localtime", "Asia/Seoul "]) {
    assert.match(faultOf(zone(name)), /NEURONOVA_TIME_ZONE: must be the IANA name/, name);
  }
});

Deno.test("`readConfig()` reads secrets from files and refuses a secret set twice", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "from the file, long enough\n");
    const { NEURONOVA_ORTHANC_PASSWORD: _, ...rest } = complete;
    const config = readConfig({ ...rest, NEURONOVA_ORTHANC_PASSWORD_FILE: file });
    assert.equal(config.orthanc.password, "from the file, long enough");
    assert.match(
      faultOf({ ...complete, NEURONOVA_ORTHANC_PASSWORD_FILE: file }),
      /NEURONOVA_ORTHANC_PASSWORD: is set twice/,
    );
  } finally {
    await Deno.remove(file);
  }
});
