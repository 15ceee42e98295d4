/** This many time-outs in a row open the breaker. */
const TOLERATED = 3;

/**
 * Spares people the wait for a layer that hangs: after three time-outs in a row it is not asked for
 * `rest` milliseconds; then one look-up tries it while the others still go without. A layer that
 * fails fast costs nothing and is asked every time, so that it is back at once.
 */
export class Breaker {
  readonly #rest: number;
  #timeouts = 0;
  #closedAgain = 0;

  constructor(rest: number) {
    this.#rest = rest;
  }

  /** Whether the layer may be asked at `now` (ms); a yes after a rest is for one asker only. */
  admits(now: number): boolean {
    if (this.#timeouts < TOLERATED) return true;
    if (now < this.#closedAgain) return false;
    this.#closedAgain = now + this.#rest;
    return true;
  }

  /** Reports how asking went. */
  report(timedOut: boolean, now: number): void {
    this.#timeouts = timedOut ? this.#timeouts + 1 : 0;
    if (this.#timeouts >= TOLERATED) this.#closedAgain = now + this.#rest;
  }
}
