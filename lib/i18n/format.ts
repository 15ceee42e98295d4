import type { Lang } from "./language.ts";

// In the browser the page says it (<html data-time-zone>), on the server the portal: showTimesIn().
let shownZone = globalThis.document?.documentElement.dataset["timeZone"] ?? "Asia/Seoul";
let minuteFormat = formatOf(shownZone);

// sv-SE writes ISO order ("2026-11-24 23:30"), the order that both Korean and English readers of
// clinical records know; one fixed locale also keeps server and browser output identical.
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const two = "2-digit";
  const parts = { year: "numeric", month: two, day: two, hour: two, minute: two } as const;
  return new Intl.DateTimeFormat("sv-SE", { timeZone, ...parts });
}

/** Chooses the zone of all times that this process shows: an IANA name (NEURONOVA_TIME_ZONE). */
export function showTimesIn(timeZone: string): void {
  if (timeZone === shownZone) return;
  minuteFormat = formatOf(timeZone);
  shownZone = timeZone;
}

/** A moment by the hospital's clock to the minute, as 2026-11-24 23:30. Takes ISO text or a Date. */
export function localTime(moment: Date | string): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "" : minuteFormat.format(date);
}

/** The offset from UTC that the hospital's clock has at a moment: GMT+9. */
export function zoneOffset(moment: Date): string {
  return zoneName(moment, "en", "shortOffset");
}

/** What the zone of the shown times is called at a moment: Korean Standard Time. */
export function zoneWords(moment: Date, lang: Lang): string {
  return zoneName(moment, lang, "long");
}

function zoneName(moment: Date, lang: Lang, timeZoneName: "shortOffset" | "long"): string {
  return new Intl.DateTimeFormat(lang, { timeZone: shownZone, timeZoneName })
    .formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? "";
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
