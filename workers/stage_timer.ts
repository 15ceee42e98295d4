/** Takes the milliseconds of each stage of a reading and tells when one begins. */
export class StageTimer {
  readonly #report: (stage: string, percent: number) => void;
  readonly #times: Record<string, number> = {};
  #stage: string | null = null;
  #started = 0;

  constructor(report: (stage: string, percent: number) => void) {
    this.#report = report;
  }

  /** Milliseconds by stage so far. */
  get times(): Readonly<Record<string, number>> {
    return this.#times;
  }

  /** Ends the stage before and begins one at `percent` of the whole. */
  begin(stage: string, percent: number): void {
    this.end();
    this.#stage = stage;
    this.#started = performance.now();
    this.#report(stage, percent);
  }

  /** Ends the stage that is under way, if any. */
  end(): void {
    if (this.#stage === null) return;
    this.#times[this.#stage] = Math.round(performance.now() - this.#started);
    this.#stage = null;
  }
}
