import assert from "node:assert/strict";
import { filterRows, pageOfRows } from "./filter_rows.ts";
import type { StudyRow } from "./study_row.ts";

function row(uid: string, state?: string, review: StudyRow["review"] = null): StudyRow {
  const reading = state === undefined
    ? null
    : { id: uid, state: state as NonNullable<StudyRow["reading"]>["state"], percent: 0 };
  return {
    uid,
    personName: "",
    mrn: "",
    sex: null,
    birthDate: null,
    studyDate: null,
    studyTime: null,
    description: "",
    sequences: [],
    imageCount: 0,
    reading,
    review,
  };
}

const ROWS = [
  row("1"),
  row("2", "requested"),
  row("3", "queued"),
  row("4", "completed"),
  row("5", "completed", "accepted"),
];
const asked = (state: string, review: string, text = "") => ({ state, review, text });
const uids = (rows: readonly StudyRow[]) => rows.map(({ uid }) => uid).join();

Deno.test("filterRows() keeps what was asked for", () => {
  assert.equal(uids(filterRows(ROWS, asked("", ""))), "1,2,3,4,5");
  assert.equal(uids(filterRows(ROWS, asked("none", ""))), "1");
  assert.equal(uids(filterRows(ROWS, asked("queued", ""))), "2,3");
  assert.equal(uids(filterRows(ROWS, asked("", "draft"))), "4");
  assert.equal(uids(filterRows(ROWS, asked("completed", "accepted"))), "5");
  assert.equal(uids(filterRows(ROWS, asked("nonsense", ""))), "");
});

Deno.test("filterRows() finds names in any of their forms, and numbers", () => {
  const kim = { ...row("6"), personName: "Kim^Sora=金^素羅=김^소라", mrn: "MRN-0042" };
  const found = (text: string) => uids(filterRows([kim, ...ROWS], asked("", "", text)));
  for (const text of ["kim", "SORA kim", "김소라", "素羅", "Kim, Sora", "0042"]) {
    assert.equal(found(text), "6", text);
  }
  assert.equal(found("kim jihoon"), "");
});

Deno.test("pageOfRows() stays within the pages that there are", () => {
  assert.deepEqual(pageOfRows(ROWS, 2, 2), {
    rows: ROWS.slice(2, 4),
    page: 2,
    pages: 3,
    total: 5,
  });
  assert.equal(pageOfRows(ROWS, 99, 2).page, 3);
  assert.equal(pageOfRows(ROWS, -1, 2).page, 1);
  assert.equal(pageOfRows(ROWS, Number.NaN, 2).page, 1);
  assert.deepEqual(pageOfRows([], 1, 2), { rows: [], page: 1, pages: 1, total: 0 });
});
