import { once } from "node:events";
import type { Config } from "../../lib/config/config.ts";
import { connectDatabase } from "../../lib/database/connect.ts";
import { closeRedis, openRedis } from "../../lib/inference/redis.ts";
import type { Log } from "../../lib/log/log.ts";
import { openOrthanc } from "../../lib/orthanc/orthanc.ts";
import { OpenEmrTokens } from "../../lib/patients/openemr_tokens.ts";
import { TokenVault } from "../../lib/patients/token_vault.ts";
import type { Check } from "./check.ts";

/** Redis, and that it neither forgets jobs (noeviction) nor loses them on restart (AOF). */
export function redisCheck(config: Config, log: Log): Check {
  const { host, port } = config.redis;
  return {
    name: "redis",
    action:
      `Start Redis at ${host}:${port} with "appendonly yes" and "maxmemory-policy noeviction".`,
    async ask(signal) {
      const redis = openRedis(config.redis, log);
      try {
        await once(redis, "ready", { signal });
        const info = await redis.info();
        const of = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "?";
        if (of("maxmemory_policy") !== "noeviction") {
          throw new Error(`maxmemory-policy is ${of("maxmemory_policy")}`);
        }
        if (of("aof_enabled") !== "1") throw new Error("appendonly is off");
        return { version: of("redis_version"), detail: "noeviction, AOF on" };
      } finally {
        await closeRedis(redis);
      }
    },
  };
}

/** Orthanc's own account and its DICOMweb plug-in. */
export function orthancCheck(config: Config): Check {
  return {
    name: "orthanc",
    action: `Start Orthanc with DICOMweb at ${config.orthanc.url}; check NEURONOVA_ORTHANC_*.`,
    async ask(signal) {
      const orthanc = openOrthanc(config.orthanc);
      const version = await orthanc.version({ signal });
      await orthanc.searchStudies({ limit: 1, signal });
      const { studies, instances } = await orthanc.statistics({ signal });
      return { version, detail: `${studies} studies, ${instances} images` };
    },
  };
}

/** The FHIR server's capability statement, with our token. */
export function fhirCheck(config: Config): Check {
  return {
    name: "fhir",
    action: `Start the FHIR server at ${config.fhir.url}; check NEURONOVA_FHIR_*.`,
    async ask(signal) {
      const headers = new Headers({ accept: "application/fhir+json" });
      if (config.fhir.token !== undefined) {
        headers.set("authorization", `Bearer ${config.fhir.token}`);
      }
      const response = await fetch(`${config.fhir.url}/metadata`, { headers, signal });
      if (!response.ok) {
        await response.body?.cancel();
        throw new Error(`it answered ${response.status}`);
      }
      const { resourceType, fhirVersion, software } = await response.json();
      if (resourceType !== "CapabilityStatement") throw new Error("it is no FHIR server");
      if (!String(fhirVersion).startsWith("4.")) throw new Error(`it speaks FHIR ${fhirVersion}`);
      return { version: String(software?.version ?? fhirVersion), detail: `FHIR ${fhirVersion}` };
    },
  };
}

/** OpenEMR's token endpoint with our client and user, as a look-up would use it. */
export function openEmrCheck(config: Config, log: Log): Check {
  return {
    name: "openemr",
    action: `Start OpenEMR at ${config.openemr.url}; check the OAuth2 client, user and password.`,
    async ask(signal) {
      const db = connectDatabase(config.database);
      try {
        const vault = new TokenVault(db, "openemr", config.sessionKey);
        await new OpenEmrTokens(config.openemr, vault, log).access(signal);
        return { detail: "signed in" };
      } finally {
        await db.destroy();
      }
    },
  };
}
