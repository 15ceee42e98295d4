import type { Redis } from "ioredis";
import type { Config } from "./config/config.ts";
import { connectDatabase, type Database } from "./database/connect.ts";
import type { NewsChannel } from "./inference/progress.ts";
import { openQueues, type Queues } from "./inference/queue.ts";
import { closeRedis, openRedis } from "./inference/redis.ts";
import { type Log, openLog } from "./log/log.ts";
import { loadPacks, type PackList } from "./models/load_packs.ts";
import { openOrthanc, type Orthanc } from "./orthanc/orthanc.ts";
import { openPatientSources, type PatientSources } from "./patients/sources.ts";
import { type Keys, openKeys } from "./session/keys.ts";
import type { StudyIndex } from "./studies/index_studies.ts";

/** Everything that a process holds open: opened once, passed on, closed in reverse. */
export interface Connections {
  readonly config: Config;
  readonly log: Log;
  readonly db: Database;
  readonly keys: Keys;
  readonly orthanc: Orthanc;
  readonly index: StudyIndex;
  readonly sources: PatientSources;
  readonly redis: Redis;
  /** Where news of readings is announced and heard. */
  readonly news: NewsChannel;
  readonly queues: Queues;
  /** Model packs that passed their checks, and those that were refused. */
  readonly packs: PackList;
  close(): Promise<void>;
}

/** What a process may bring itself. */
export interface ConnectionOptions {
  /** A log that is open already, for instance one that writes to stderr. */
  readonly log?: Log;
}

/**
 * Opens what portal, worker and command line share. Neighbours that are away are no fault here:
 * each call to them says so itself, and works again when they are back. Faults: `model_unknown`
 * when the directory of models is missing, `config_invalid` for a session key that is none.
 */
export async function openConnections(
  config: Config,
  options: ConnectionOptions = {},
): Promise<Connections> {
  const log = options.log ?? openLog(config.logLevel);
  const keys = await openKeys(config.sessionKey);
  const packs = await loadPacks(config.models.dir);
  for (const { directory, fault } of packs.refused) {
    log.error({ model: directory, code: fault.code, error: fault }, "A model pack was refused");
  }
  const db = connectDatabase(config.database);
  const orthanc = openOrthanc(config.orthanc);
  const redis = openRedis(config.redis, log);
  const queues = openQueues(config.redis, log);
  return {
    config,
    log,
    db,
    keys,
    orthanc,
    index: { db, orthanc, authority: config.authority },
    sources: openPatientSources(config, db, log),
    redis,
    news: { redis, prefix: config.redis.prefix },
    queues,
    packs,
    close: async () => {
      await queues.close();
      await closeRedis(redis);
      await db.destroy();
    },
  };
}
