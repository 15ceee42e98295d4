import type { Lang } from "./language.ts";

// sv-SE writes ISO order ("2026-11-24 23:30"), the order that both Korean and English readers of
// clinical records know; one fixed locale also keeps server and browser output identical.
const SEOUL_MINUTE = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Seoul",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

/** A moment in Korean time to the minute, as 2026-11-24 23:30. Takes an ISO text or a Date. */
export function seoulTime(moment: Date | string): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "" : SEOUL_MINUTE.format(date);
}

/** A DICOM DA (20240131) or FHIR date as 2024-01-31; empty when absent or not a full date. */
export function calendarDate(text: string | null | undefined): string {
  const digits = (text ?? "").replaceAll("-", "").trim();
  if (!/^\d{8}$/.test(digits)) return "";
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** A DICOM TM (142359.12) as 14:23; empty when absent. */
export function clockTime(text: string | null | undefined): string {
  const match = /^(\d{2})(\d{2})/.exec(text ?? "");
  return match ? `${match[1]}:${match[2]}` : "";
}

/**
 * Completed years between a birth date and a day (both DA or ISO); null when either is missing or
 * the order is impossible.
 */
export function ageInYears(birth: string | null | undefined, day: string): number | null {
  const [from, to] = [calendarDate(birth), calendarDate(day)];
  if (from === "" || to === "" || to < from) return null;
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}

/** A volume in mm³ as ml with one decimal: 12345 mm³ is "12.3". 1 ml = 1000 mm³. */
export function millilitres(mm3: number): string {
  return (mm3 / 1000).toFixed(1);
}

/** A share between 0 and 1 as whole percent, never 0 or 100 unless it is exactly that. */
export function wholePercent(share: number): string {
  if (share > 0 && share < 0.01) return "<1";
  if (share < 1 && share > 0.99) return ">99";
  return String(Math.round(share * 100));
}

/** A duration in ms in the largest unit that keeps it readable: 850 ms, 12.3 s, 4 min 5 s. */
export function duration(ms: number, lang: Lang): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} ${lang === "ko" ? "초" : "s"}`;
  const [minutes, seconds] = [Math.floor(ms / 60_000), Math.round((ms % 60_000) / 1000)];
  return lang === "ko" ? `${minutes}분 ${seconds}초` : `${minutes} min ${seconds} s`;
}
