import assert from "node:assert/strict";
import { makeEnvironment } from "./environment.ts";
import { planPorts } from "./port_plan.ts";

const secrets = {
  read: (name: string) => name,
  file: (name: string) => `/secrets/${name}`,
};

Deno.test("what concerns this place is passed on to the stack, and nothing else of the caller's", () => {
  const given = {
    NEURONOVA_TIME_ZONE: "Europe/Berlin",
    NEURONOVA_LOG_LEVEL: "debug",
    NEURONOVA_ORTHANC_URL: "http://elsewhere.example",
    HOME: "/root",
  };
  const made = makeEnvironment({
    ports: planPorts(9000),
    secrets,
    elsewhere: { fhir: null, openemr: null, given },
    publicUrl: "http://127.0.0.1:9000",
  });
  assert.equal(made["NEURONOVA_TIME_ZONE"], "Europe/Berlin");
  assert.equal(made["NEURONOVA_LOG_LEVEL"], "debug");
  assert.match(made["NEURONOVA_ORTHANC_URL"] ?? "", /^http:\/\/127\.0\.0\.1:/);
  assert.equal(made["HOME"], undefined);
});
