import type { FaultCode } from "../lib/fault/codes.ts";

/** Exit codes of every command: failed, used wrongly, something is missing that a person must do. */
export const EXIT = { ok: 0, failed: 1, usage: 2, needsInput: 3 } as const;

/** What a fault of the stack may say of itself beside its sentence. */
export interface StackFaultOptions {
  /** What to do now, as a sentence. */
  readonly action?: string;
  /** What the command ends with; EXIT.failed when left out. */
  readonly exitCode?: number;
  readonly code?: StackFaultCode;
  readonly cause?: unknown;
  /** The person has read it already: another process said it on the same terminal. */
  readonly said?: boolean;
}

/** Codes of docs/schemas/error.json: those of the stack itself, and of a command it ran. */
export type StackFaultCode = "usage" | "stack_failed" | FaultCode;

/**
 * A fault of the native stack. The message is a sentence for the person at the terminal that says
 * what happened, `action` one that says what to do.
 */
export class StackFault extends Error {
  override readonly name = "StackFault";
  readonly action: string;
  readonly exitCode: number;
  readonly code: StackFaultCode;
  readonly said: boolean;

  constructor(message: string, options: StackFaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? EXIT.failed;
    const usage = this.exitCode === EXIT.usage;
    this.action = options.action ??
      (usage
        ? "See deno task demo --help."
        : "See to that, then try again; logs/ in the data folder says more.");
    this.code = options.code ?? (usage ? "usage" : "stack_failed");
    this.said = options.said ?? false;
  }
}

/** What happened and what to do, for a line on a terminal. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof StackFault)) return error instanceof Error ? error.message : String(error);
  const { message, action } = error;
  return `${message}${message.includes("\n") ? "\n" : " "}${action}`; // after quoted lines: its own
}
