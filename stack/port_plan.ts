import { EXIT, StackFault } from "./fault.ts";
import { isFree, nextFree } from "./ports.ts";

/** Which service listens where; the order is that of --base-port. */
export const PORT_ORDER = [
  "nginx",
  "portal",
  "orthanc",
  "mariadb",
  "redis",
  "fhir",
  "openemr",
  "worker",
  "https",
] as const;

/** A port for each service. */
export type PortPlan = Readonly<Record<(typeof PORT_ORDER)[number], number>>;

const DEFAULTS: PortPlan = {
  nginx: 8080,
  portal: 8000,
  orthanc: 8042,
  mariadb: 8306,
  redis: 8379,
  fhir: 8090,
  openemr: 8091,
  worker: 8010,
  https: 8443,
};

/**
 * Chooses the ports: N, N+1, ... from a base port, each of which must be free, or the usual ones,
 * where the next free one is taken instead of one in use.
 *
 * @throws {StackFault} naming the ports that are taken
 */
export function planPorts(basePort: number | null): PortPlan {
  return basePort === null ? usualPorts() : portsFrom(basePort);
}

function portsFrom(base: number): PortPlan {
  const plan = Object.fromEntries(PORT_ORDER.map((name, n) => [name, base + n])) as PortPlan;
  const taken = PORT_ORDER.filter((name) => !isFree(plan[name], "0.0.0.0"));
  if (taken.length === 0) return plan;
  const ports = taken.map((name) => `port ${plan[name]} (wanted for ${name})`).join(", ");
  throw new StackFault(
    `Another program listens on ${ports}.`,
    {
      action:
        "Stop that program, give another --base-port, or leave the option out: then the next " +
        "free ports are taken.",
      exitCode: EXIT.needsInput,
    },
  );
}

function usualPorts(): PortPlan {
  const taken = new Set<number>();
  const plan: Record<keyof PortPlan, number> = { ...DEFAULTS };
  for (const name of PORT_ORDER) {
    plan[name] = nextFree(DEFAULTS[name], taken);
    taken.add(plan[name]);
  }
  return plan;
}
