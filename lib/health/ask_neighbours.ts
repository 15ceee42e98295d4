import { sql } from "kysely";
import type { Connections } from "../connections.ts";

/** Everything the portal needs from others, by the name that the pages show. */
export const NEIGHBOURS = ["database", "redis", "orthanc", "fhir", "openemr"] as const;

/** A neighbour's name. */
export type NeighbourName = (typeof NEIGHBOURS)[number];

/** Whether a neighbour answered, and how fast. */
export interface NeighbourState {
  readonly name: NeighbourName;
  readonly up: boolean;
  readonly ms: number;
}

const PATIENCE = 2000;
const DIALLING = 250;

/**
 * Asks every neighbour one harmless question at once, each with 2 s. Says who answered and how fast
 * and nothing else: the answer is open to anyone who can reach the portal.
 */
export async function askNeighbours(connections: Connections): Promise<NeighbourState[]> {
  return await Promise.all(NEIGHBOURS.map((name) => askNeighbour(connections, name)));
}

/** Asks one of them. */
export async function askNeighbour(
  connections: Connections,
  name: NeighbourName,
): Promise<NeighbourState> {
  return await ask(name, questionsTo(connections)[name]);
}

type Question = (signal: AbortSignal) => Promise<unknown>;

function questionsTo(connections: Connections): Readonly<Record<NeighbourName, Question>> {
  const { db, redis, orthanc, config } = connections;
  return {
    database: () => sql`select 1`.execute(db),
    // The client dials at its first command and fails that one: only a second failure counts.
    redis: () => redis.ping().catch(() => pause(DIALLING).then(() => redis.ping())),
    orthanc: (signal) => orthanc.version({ signal }),
    fhir: (signal) => isHttpUp(`${config.fhir.url}/metadata`, signal),
    openemr: (signal) =>
      isHttpUp(`${config.openemr.url}/apis/${config.openemr.site}/fhir/metadata`, signal),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function ask(name: NeighbourName, question: Question): Promise<NeighbourState> {
  const start = performance.now();
  const stop = new AbortController();
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => {
    stop.abort();
    late.resolve(false);
  }, PATIENCE);
  const answered = question(stop.signal).then(() => true, () => false);
  const up = await Promise.race([answered, late.promise]);
  clearTimeout(timer);
  return { name, up, ms: Math.round(performance.now() - start) };
}

/** A capability statement is public on every FHIR server; any answer but a failure counts as up. */
async function isHttpUp(address: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(address, { signal, headers: { accept: "application/fhir+json" } });
  await response.body?.cancel();
  if (response.status >= 500) throw new Error(`status ${response.status}`);
}
