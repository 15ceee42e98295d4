import { FAULT_STATUS, type FaultCode } from "./codes.ts";

/** Values that the catalogue's sentences interpolate. Never patient data: they may be logged. */
export type FaultFacts = Readonly<Record<string, string | number>>;

/** Options of a {@linkcode Fault}: `cause` for the log, `facts` for the sentence. */
export interface FaultOptions {
  readonly cause?: unknown;
  readonly facts?: FaultFacts;
}

/**
 * The one error of the product. `code` is stable and public, `message` is for the log, `facts` fill
 * the sentence that lib/i18n shows to the user. The cause stays inside: it is logged, never shown.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  readonly facts: FaultFacts;

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
  }

  /** The HTTP status of this fault at the border. */
  get status(): number {
    return FAULT_STATUS[this.code];
  }
}

/**
 * Gives back a Fault unchanged and wraps anything else under `code`, so that a catch clause at a
 * border neither hides a known fault nor lets an unknown error through bare.
 */
export function asFault(error: unknown, code: FaultCode, message: string): Fault {
  return error instanceof Fault ? error : new Fault(code, message, { cause: error });
}
