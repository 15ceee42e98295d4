import assert from "node:assert/strict";
import {
  ageInYears,
  calendarDate,
  clockTime,
  duration,
  localTime,
  millilitres,
  showTimesIn,
  wholePercent,
  zoneOffset,
  zoneWords,
} from "./format.ts";

Deno.test("localTime() shows Korean time, which is nine hours ahead of UTC, unless told otherwise", () => {
  assert.equal(localTime("2026-11-24T15:30:00Z"), "2026-11-25 00:30");
  assert.equal(localTime(new Date("2026-01-01T00:00:00Z")), "2026-01-01 09:00");
  assert.equal(localTime("no moment"), "");
  const [winter, summer] = [new Date("2026-01-15T12:00:00Z"), new Date("2026-07-15T12:00:00Z")];
  assert.equal(zoneOffset(winter), "GMT+9");
  assert.equal(zoneWords(winter, "en"), "Korean Standard Time");
  assert.match(zoneWords(winter, "ko"), /한.* 표준시/);
  try {
    showTimesIn("Europe/Berlin");
    assert.equal(localTime(summer), "2026-07-15 14:00");
    assert.equal(localTime(winter), "2026-01-15 13:00");
    assert.deepEqual([zoneOffset(summer), zoneOffset(winter)], ["GMT+2", "GMT+1"]);
  } finally {
    showTimesIn("Asia/Seoul");
  }
});

Deno.test("calendarDate() and clockTime() read DICOM and FHIR, and show nothing of nonsense", () => {
  assert.equal(calendarDate("20240131"), "2024-01-31");
  assert.equal(calendarDate("2024-01-31"), "2024-01-31");
  assert.equal(calendarDate("2024"), "");
  assert.equal(calendarDate(null), "");
  assert.equal(clockTime("142359.12"), "14:23");
  assert.equal(clockTime(undefined), "");
});

Deno.test("ageInYears() counts completed years", () => {
  assert.equal(ageInYears("19600405", "2026-04-04"), 65);
  assert.equal(ageInYears("19600405", "2026-04-05"), 66);
  assert.equal(ageInYears("2026-04-05", "2026-04-05"), 0);
  assert.equal(ageInYears("20300101", "2026-04-05"), null, "born after the day");
  assert.equal(ageInYears("1960", "2026-04-05"), null, "no full birth date");
});

Deno.test("millilitres() has one decimal; wholePercent() never rounds to certainty", () => {
  assert.equal(millilitres(12345), "12.3");
  assert.equal(millilitres(0), "0.0");
  assert.equal(wholePercent(0.234), "23");
  assert.equal(wholePercent(0.004), "<1");
  assert.equal(wholePercent(0.996), ">99");
  assert.equal(wholePercent(1), "100");
});

Deno.test("duration() uses the largest unit that keeps it readable", () => {
  assert.equal(duration(850, "en"), "850 ms");
  assert.equal(duration(12_340, "ko"), "12.3 초");
  assert.equal(duration(245_000, "en"), "4 min 5 s");
});
