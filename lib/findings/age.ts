/**
 * Age in completed years on a day; null when either date is missing, incomplete or impossible, or
 * the day lies before the birth. Dates as FHIR (1960-01-02) or DICOM (19600102) write them, taken
 * as calendar dates: no time zone may move a birthday.
 */
export function ageAt(birth: string | null | undefined, day: string | null): number | null {
  const [born, now] = [calendarDate(birth), calendarDate(day)];
  if (born === null || now === null) return null;
  const before = now.month < born.month || (now.month === born.month && now.day < born.day);
  const years = now.year - born.year - (before ? 1 : 0);
  return years >= 0 && years <= 130 ? years : null;
}

function calendarDate(text: string | null | undefined) {
  const found = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text?.trim() ?? "");
  if (found === null) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = year > 1850 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? { year, month, day } : null;
}
