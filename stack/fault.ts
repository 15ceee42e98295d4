/** Exit codes of every command: failed, used wrongly, something is missing that a person must do. */
export const EXIT = { ok: 0, failed: 1, usage: 2, needsInput: 3 } as const;

/**
 * A fault of the native stack. The message is a sentence for the person at the terminal that says
 * what happened and what to do; `exitCode` is what the command ends with.
 */
export class StackFault extends Error {
  override readonly name = "StackFault";
  readonly exitCode: number;

  constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? EXIT.failed;
  }
}

/** The sentence of any error, for a line on a terminal. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
