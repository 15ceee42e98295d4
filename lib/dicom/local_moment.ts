/** A moment by a clock on a wall, as DICOM writes it (PS3.5 6.2). */
export interface LocalMoment {
  /** DA, YYYYMMDD. */
  readonly date: string;
  /** TM, HHMMSS. */
  readonly time: string;
  /** The clock's offset from UTC, ±HHMM, as (0008,0201) wants it (PS3.3 C.12.1.1.8). */
  readonly offset: string;
}

/**
 * What clocks of a zone show at a moment.
 *
 * @param zone IANA name (Asia/Seoul) or an offset from UTC (+0900)
 */
export function localMoment(moment: Date, zone: string): LocalMoment {
  const timeZone = OFFSET.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const two = "2-digit";
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    ...{ year: "numeric", month: two, day: two, hour: two, minute: two, second: two } as const,
    timeZoneName: "longOffset",
  });
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const read = (...names: Intl.DateTimeFormatPartTypes[]) =>
    names.map((name) => parts.get(name) ?? "").join("");
  // "GMT+09:00", and bare "GMT" for none.
  const offset = read("timeZoneName").slice(3, 9).replace(":", "") || "+0000";
  return { date: read("year", "month", "day"), time: read("hour", "minute", "second"), offset };
}

const OFFSET = /^[+-]\d{4}$/;
