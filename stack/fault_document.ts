import { Fault } from "../lib/fault/fault.ts";
import { faultText, isFaultCode } from "../lib/i18n/fault_text.ts";
import { fullDiskFault } from "./full_disk.ts";
import { EXIT, StackFault, type StackFaultCode } from "./fault.ts";

/** What a command that failed answers with --json: docs/schemas/error.json. */
export interface FaultDocument {
  readonly code: StackFaultCode;
  readonly message: string;
  readonly action: string;
  readonly requestId: string;
}

/**
 * Any error as the stack says it to a person.
 *
 * @param data the data folder, whose disk may be the reason
 */
export function asStackFault(error: unknown, data: string | null): StackFault {
  const full = data === null ? null : fullDiskFault(error, data);
  if (full !== null) return full;
  if (error instanceof StackFault) return error;
  if (error instanceof Fault) {
    const { message, action } = faultText(error.code, error.facts, "en");
    return new StackFault(message, { action, code: error.code, cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new StackFault(`Something unexpected went wrong: ${reason}`, {
    action: "Start again; if it comes back, report it with what stands above.",
    code: "internal",
    cause: error,
  });
}

/** A fault as the document of a command. */
export function faultDocument({ code, message, action }: StackFault): FaultDocument {
  return { code, message, action, requestId: crypto.randomUUID() };
}

/**
 * The fault that another command of ours ended with, from its document.
 *
 * @param otherwise the message when it left no document
 */
export function faultOfDocument(
  document: unknown,
  exitCode: number,
  otherwise: string,
): StackFault {
  if (!isFaultDocument(document)) return new StackFault(otherwise);
  const { message, action, code } = document;
  return new StackFault(message, { action, exitCode: exitCode || EXIT.failed, code, said: true });
}

function isFaultDocument(document: unknown): document is FaultDocument {
  if (typeof document !== "object" || document === null || !("code" in document)) return false;
  const { code } = document;
  return typeof code === "string" &&
    (code === "usage" || code === "stack_failed" || isFaultCode(code));
}
