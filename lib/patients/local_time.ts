/** A calendar date `YYYY-MM-DD` that exists, or undefined; 0000-00-00 and 2023-02-30 do not. */
export function calendarDate(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?$/.exec(text) ?? [];
  if (year === undefined || year === "0000") return undefined;
  const moment = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const same = !Number.isNaN(moment.getTime()) &&
    moment.toISOString().startsWith(`${year}-${month}-${day}`);
  return same ? `${year}-${month}-${day}` : undefined;
}

/** Whether a calendar date has not begun anywhere on earth at `now`. */
export function isFuture(date: string, now: Date): boolean {
  const easternmost = new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
  return date > easternmost;
}

/**
 * A wall clock time of OpenEMR (`YYYY-MM-DD hh:mm:ss`, no zone) as FHIR wants it, with the offset
 * that `zone` (an IANA name) had then. Midnight means that only the day is known: a date.
 * Undefined for what is not a time, zero dates included.
 */
export function withOffset(text: string, zone: string): string | undefined {
  const date = calendarDate(text);
  if (date === undefined) return undefined;
  const clock = /[ T]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)/.exec(text)?.[0].slice(1);
  if (clock === undefined || clock === "00:00:00") return date;
  const utc = new Date(`${date}T${clock}Z`);
  // The zone's offset at that wall clock time: guess with UTC, then correct once for a change of
  // the clocks between the guess and the answer.
  const first = offsetMinutes(utc, zone);
  const minutes = offsetMinutes(new Date(utc.getTime() - first * 60_000), zone);
  return `${date}T${clock}${offsetText(minutes)}`;
}

/** The same wall clock time as a moment; undefined for what is not a time. */
export function momentOf(text: string, zone: string): Date | undefined {
  const dated = withOffset(text, zone);
  return dated === undefined ? undefined : new Date(dated);
}

function offsetMinutes(moment: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
    .formatToParts(moment);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
