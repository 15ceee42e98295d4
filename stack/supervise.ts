import { sentenceOf } from "./fault.ts";
import type { Service } from "./process.ts";
import { identityOf, type ProcessIdentity } from "./process_identity.ts";

/** One service of the stack and how it is started, the first time and every time it died. */
export interface Supervised {
  readonly name: string;
  readonly start: () => Promise<Service>;
}

/** What happens to services, for whoever reports it. */
export interface SupervisorEvents {
  ready(service: Service, ms: number): void;
  died(name: string, status: Deno.CommandStatus, againInMs: number): void;
  failed(name: string, reason: string, againInMs: number): void;
  /** Processes that run now: remembered for a next start, should we be killed. Never rejects. */
  changed(processes: readonly ProcessIdentity[]): Promise<void>;
}

const FIRST_DELAY = 1000;
const LONGEST_DELAY = 30_000;
/** A service that has run this long starts again without more delay than at first. */
const STEADY = 60_000;

/**
 * Starts services, keeps them up, and ends them in the reverse order of their start. A service that
 * dies is started again with back-off, for ever: the others bear its absence.
 */
export class Supervisor {
  readonly #events: SupervisorEvents;
  readonly #running = new Map<string, Service>();
  readonly #starting = new Set<Promise<Service>>();
  readonly #loops: Promise<void>[] = [];
  readonly #stopped = new AbortController();
  #telling = Promise.resolve();

  constructor(events: SupervisorEvents) {
    this.#events = events;
  }

  /** Pids by name, of what runs now. */
  get pids(): Record<string, number> {
    return Object.fromEntries([...this.#running].map(([name, { pid }]) => [name, pid]));
  }

  /** Starts a service, waits until it is ready, and keeps it up from then on. */
  async start(supervised: Supervised): Promise<Service> {
    const service = await this.#startOnce(supervised);
    this.#loops.push(this.#keepUp(supervised, service));
    return service;
  }

  /** Ends everything: last started first. Services that are being started end as well. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.allSettled(this.#starting);
    for (const [name, service] of [...this.#running].reverse()) {
      await service.stop();
      this.#running.delete(name);
    }
    await Promise.all(this.#loops);
    await this.#changed();
  }

  async #startOnce(supervised: Supervised): Promise<Service> {
    const starting = this.#startNow(supervised);
    this.#starting.add(starting);
    return await starting.finally(() => this.#starting.delete(starting));
  }

  async #startNow({ name, start }: Supervised): Promise<Service> {
    const begun = performance.now();
    const service = await start();
    if (this.#stopped.signal.aborted) {
      await service.stop();
      throw new Error(`${name} was stopped while it started`);
    }
    this.#running.set(name, service);
    await this.#changed();
    this.#events.ready(service, performance.now() - begun);
    return service;
  }

  async #keepUp(supervised: Supervised, first: Service): Promise<void> {
    let delay = FIRST_DELAY;
    for (let service: Service | null = first;;) {
      if (service !== null) {
        const since = performance.now();
        const status = await service.exited;
        if (this.#stopped.signal.aborted) return;
        this.#running.delete(supervised.name);
        if (performance.now() - since > STEADY) delay = FIRST_DELAY;
        this.#events.died(supervised.name, status, delay);
        await service.stop(); // what it started may still run
      }
      await this.#pause(delay);
      if (this.#stopped.signal.aborted) return;
      delay = Math.min(2 * delay, LONGEST_DELAY);
      service = await this.#startOnce(supervised).catch((error) => {
        if (!this.#stopped.signal.aborted) {
          this.#events.failed(supervised.name, sentenceOf(error), delay);
        }
        return null;
      });
    }
  }

  /** Waits, but not past the end of the run. */
  async #pause(ms: number): Promise<void> {
    const { signal } = this.#stopped;
    const done = Promise.withResolvers<void>();
    const timer = setTimeout(done.resolve, ms);
    signal.addEventListener("abort", () => done.resolve(), { once: true });
    if (signal.aborted) done.resolve();
    await done.promise;
    clearTimeout(timer);
  }

  /** One after another, for several services start at once and the last word must win. */
  #changed(): Promise<void> {
    return this.#telling = this.#telling.then(() => {
      const identities = [...this.#running.values()].map(({ pid }) => identityOf(pid));
      return this.#events.changed(identities.filter((identity) => identity !== null));
    });
  }
}
