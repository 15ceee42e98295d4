import { localTime, zoneOffset } from "../i18n/format.ts";

/** A moment by the hospital's clock; which offset from UTC that is, where the pointer rests on it. */
export function LocalTime({ moment }: { moment: Date | string }) {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return null;
  return <time dateTime={date.toISOString()} title={zoneOffset(date)}>{localTime(date)}</time>;
}
