import type { StudyRow } from "./study_row.ts";

/** What the worklist's form can ask for; empty means all. */
export interface RowFilter {
  readonly state: string;
  readonly review: string;
}

/** The values that the form offers for a reading's state and for its review. */
export const STATE_FILTERS = [
  "none",
  "queued",
  "running",
  "needs_input",
  "completed",
  "failed",
  "cancelled",
] as const;
export const REVIEW_FILTERS = ["draft", "accepted", "rejected"] as const;

/** Keeps the rows that fit. A request not yet on the queue counts as queued, as people see it. */
export function filterRows(rows: readonly StudyRow[], filter: RowFilter): StudyRow[] {
  return rows.filter((row) =>
    (filter.state === "" || filter.state === stateOf(row)) &&
    (filter.review === "" || filter.review === reviewOf(row))
  );
}

function stateOf({ reading }: StudyRow): string {
  if (reading === null) return "none";
  return reading.state === "requested" ? "queued" : reading.state;
}

function reviewOf({ reading, review }: StudyRow): string {
  if (review !== null) return review;
  return reading?.state === "completed" ? "draft" : "none";
}

/** One page of rows, counted from 1 and held within what there is. */
export interface RowPage {
  readonly rows: readonly StudyRow[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

/** Cuts a page of `size` rows out of all. */
export function pageOfRows(rows: readonly StudyRow[], wanted: number, size: number): RowPage {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Number.isInteger(wanted) ? Math.min(Math.max(wanted, 1), pages) : 1;
  return { rows: rows.slice((page - 1) * size, page * size), page, pages, total: rows.length };
}
