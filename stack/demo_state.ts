import { join, resolve } from "node:path";
import { holderOf, type Phase } from "./claim.ts";
import type { DemoUser } from "./demo_people.ts";
import { StackFault } from "./fault.ts";
import type { PortPlan } from "./port_plan.ts";
import { isAlive, type ProcessIdentity } from "./process_identity.ts";

/** What demo.json holds (mode 0600): how to reach a running demo, and as whom. */
export interface DemoState {
  readonly url: string;
  readonly instance: string;
  readonly users: readonly DemoUser[];
  readonly patient: { readonly authority: string; readonly mrn: string; readonly name: string };
  readonly study: { readonly uid: string; readonly truth: string };
  /** What `--study` loaded. */
  readonly imported: Readonly<Record<string, unknown>> | null;
  readonly fhir: { readonly url: string; readonly token: string | null };
  readonly openemr: { readonly url: string };
  readonly ports: Partial<PortPlan>;
  readonly pids: Readonly<Record<string, number>>;
  /** Certificate of the authority to trust, with --tls. */
  readonly certificateAuthority: string | null;
  readonly startedInSeconds: number;
  /** The process that keeps all of it up. */
  readonly demo: ProcessIdentity;
}

/** Where a data folder keeps it. */
export function demoStateFile(data: string): string {
  return join(resolve(data), "demo.json");
}

/** The demo that runs on a data folder, or null when none does. */
export async function readRunningDemo(data: string): Promise<DemoState | null> {
  try {
    const state: DemoState = JSON.parse(await Deno.readTextFile(demoStateFile(data)));
    return isAlive(state.demo) ? state : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return null;
    throw error;
  }
}

const SETTLING_MS = 15 * 60_000;
const WAITING: Readonly<Record<Phase, string | null>> = {
  starting: "A demo is being started there; waiting until it is ready.",
  running: null, // its demo.json comes in the same moment
  ending: "A demo is being ended there; waiting until it is gone.",
};

/**
 * The demo that runs on a data folder, or null when none does. One that is being started or ended
 * is waited for.
 *
 * @param say told once what is waited for
 */
export async function settledDemo(
  data: string,
  say: (line: string) => void,
): Promise<DemoState | null> {
  const deadline = performance.now() + SETTLING_MS;
  for (let said: Phase | null = null;;) {
    const holder = await holderOf(data);
    if (holder === null) return null;
    const state = holder.phase === "running" ? await readRunningDemo(data) : null;
    if (state !== null) return state;
    if (performance.now() > deadline) {
      throw new StackFault(
        `The demo on ${resolve(data)} (process ${holder.pid}) does not answer.`,
        {
          action: "End it with --stop.",
        },
      );
    }
    const line = WAITING[holder.phase];
    if (said !== holder.phase && line !== null) say(line);
    said = holder.phase;
    await new Promise((done) => setTimeout(done, 100));
  }
}
