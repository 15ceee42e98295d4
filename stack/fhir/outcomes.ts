import { getStatus, OperationOutcomeError } from "@medplum/core";
import type { OperationOutcome } from "@medplum/fhirtypes";

/** What HAPI answers with a failure: `processing` for nearly all, and a text that may quote ids. */
export function outcome(status: number, diagnostics: string): OperationOutcome {
  return {
    resourceType: "OperationOutcome",
    id: `status-${status}`,
    issue: [{ severity: "error", code: "processing", diagnostics }],
  };
}

/** An error that ends a request with `status`. */
export function refuse(status: number, diagnostics: string): OperationOutcomeError {
  return new OperationOutcomeError(outcome(status, diagnostics));
}

/** The HTTP status of an outcome, of ours or of medplum's. */
export function statusOf(result: OperationOutcome): number {
  const own = /^status-(\d{3})$/.exec(result.id ?? "")?.[1];
  return own === undefined ? getStatus(result) : Number(own);
}
