import type { StudyRow } from "./study_row.ts";

/** What the worklist's forms can ask for; empty means all. */
export interface RowFilter {
  readonly state: string;
  readonly review: string;
  /** Part of a name in any of its forms, or of a number. Never in an address. */
  readonly text: string;
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
    (filter.review === "" || filter.review === reviewOf(row)) &&
    mentions(row, filter.text)
  );
}

/** Every word must stand in the name or the number, whatever its case. */
function mentions({ personName, mrn }: StudyRow, text: string): boolean {
  const place = `${personName.replaceAll("^", " ")} ${personName.replaceAll("^", "")} ${mrn}`
    .normalize("NFC").toLowerCase();
  const words = text.normalize("NFC").toLowerCase().split(/[\s,]+/).filter((word) => word !== "");
  return words.every((word) => place.includes(word));
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
