import assert from "node:assert/strict";
import fc from "fast-check";
import { localMoment } from "./local_moment.ts";

const at = (moment: string, zone: string) => Object.values(localMoment(new Date(moment), zone));

Deno.test("localMoment() writes what the clocks of a zone show, and their offset", () => {
  // Between midnight and nine in Seoul, UTC is still in yesterday.
  assert.deepEqual(at("2026-11-24T16:05:09Z", "Asia/Seoul"), ["20261125", "010509", "+0900"]);
  assert.deepEqual(at("2026-11-24T16:05:09Z", "UTC"), ["20261124", "160509", "+0000"]);
  assert.deepEqual(at("2026-11-24T15:00:00Z", "Asia/Seoul"), ["20261125", "000000", "+0900"]);
  assert.deepEqual(at("2026-11-24T03:00:00Z", "Asia/Kathmandu"), ["20261124", "084500", "+0545"]);
  assert.deepEqual(at("2026-11-24T03:00:00Z", "America/St_Johns"), [
    "20261123",
    "233000",
    "-0330",
  ]);
});

Deno.test("localMoment() follows the change of the clocks", () => {
  assert.equal(at("2026-10-25T00:59:59Z", "Europe/Berlin").join(" "), "20261025 025959 +0200");
  assert.equal(at("2026-10-25T01:00:00Z", "Europe/Berlin").join(" "), "20261025 020000 +0100");
});

Deno.test("localMoment() takes an offset for a zone", () => {
  assert.deepEqual(at("2026-11-24T16:05:09Z", "+0900"), ["20261125", "010509", "+0900"]);
  assert.deepEqual(at("2026-11-24T16:05:09Z", "-0330"), ["20261124", "123509", "-0330"]);
});

Deno.test("date, time and offset together are the moment again", () => {
  const zones = fc.constantFrom(
    "Asia/Seoul",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
  );
  const moments = fc.date({
    min: new Date("1990-01-01"),
    max: new Date("2060-01-01"),
    noInvalidDate: true,
  });
  fc.assert(fc.property(moments, zones, (moment, zone) => {
    const { date, time, offset } = localMoment(moment, zone);
    const iso = date.replace(/(....)(..)(..)/, "$1-$2-$3T") +
      time.replace(/(..)(..)(..)/, "$1:$2:$3") +
      offset.replace(/(...)(..)/, "$1:$2");
    assert.equal(Date.parse(iso), Math.floor(moment.getTime() / 1000) * 1000);
  }));
});
