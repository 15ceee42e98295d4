import type { Extension, HumanName } from "@medplum/fhirtypes";
import { calendarDate } from "./local_time.ts";
import { representation, scriptOf } from "./name.ts";
import type { OpenEmrName, OpenEmrRow } from "./openemr_row.ts";

/** The name in use, with title and suffix; undefined where nothing was entered. */
export function officialName(row: OpenEmrRow): HumanName | undefined {
  const name = humanName(row.lname, [row.fname, row.mname], row.suffix);
  if (name === undefined) return undefined;
  return { ...name, use: "official", ...(row.title === "" ? {} : { prefix: [row.title] }) };
}

/** What the patient wants to be called (8.2): often the name in another script. */
export function usualName(row: OpenEmrRow): HumanName | undefined {
  const text = row.preferred_name;
  return text === "" ? undefined : { use: "usual", text, ...scriptMark(text) };
}

/** A former name, with the day until which it was used. */
export function formerName(row: OpenEmrName): HumanName | undefined {
  const given = [row.previous_name_first, row.previous_name_middle];
  const name = humanName(row.previous_name_last, given, row.previous_name_suffix);
  const end = calendarDate(row.previous_name_enddate);
  return name && { ...name, use: "old", ...(end === undefined ? {} : { period: { end } }) };
}

function humanName(family: string, names: string[], suffix: string): HumanName | undefined {
  const given = names.filter((part) => part !== "");
  const parts = [family, ...given].filter((part) => part !== "");
  if (parts.length === 0) return undefined;
  // Korean and Chinese names are written family first and unspaced, others given names first.
  const eastern = ["SYL", "IDE"].includes(scriptOf(parts.join("")) ?? "");
  const spaced = [...given, family, suffix].filter((part) => part !== "").join(" ");
  return {
    text: eastern ? parts.join("") : spaced,
    ...(family === "" ? {} : { family }),
    ...(given.length === 0 ? {} : { given }),
    ...(suffix === "" ? {} : { suffix: [suffix] }),
    ...scriptMark(parts.join("")),
  };
}

function scriptMark(text: string): { extension?: Extension[] } {
  const script = scriptOf(text);
  return script === undefined ? {} : { extension: [representation(script)] };
}
