/** What a part said when it is well. */
export interface Health {
  readonly version?: string;
  readonly detail?: string;
  /** What to do about a part that still works but soon may not. */
  readonly warning?: string;
}

/** One question to one part: `ask` throws when the part is not well. */
export interface Check {
  readonly name: string;
  /** What to do when it fails. */
  readonly action: string;
  readonly ask: (signal: AbortSignal) => Promise<Health>;
}

/** What came of a question. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number | null;
  readonly version: string | null;
  readonly detail: string | null;
  /** What to do; a part that is ok has it as a warning. */
  readonly action: string | null;
}
