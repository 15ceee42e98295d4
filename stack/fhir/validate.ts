import {
  type InternalSchemaElement,
  OperationOutcomeError,
  tryGetDataType,
  validateResource,
} from "@medplum/core";
import type { Resource } from "@medplum/fhirtypes";
import { loadDefinitions } from "./definitions.ts";
import { codesOf } from "./value_sets.ts";

/**
 * All that makes a resource invalid R4, one line each with its place; empty when it is valid. Adds
 * to medplum's checks those that it leaves out: required codes, empty lists, objects and texts.
 */
export function faultsOf(resource: Resource): string[] {
  loadDefinitions();
  if (tryGetDataType(resource.resourceType) === undefined) return ["unknown resourceType"];
  const faults: string[] = [];
  try {
    validateResource(resource);
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    for (const issue of error.outcome.issue) {
      faults.push(`${issue.expression?.join() ?? "?"}: ${issue.details?.text ?? issue.code}`);
    }
  }
  addEmpty(resource, resource.resourceType, faults);
  addTyped(resource, resource.resourceType, resource.resourceType, faults);
  return faults;
}

function addEmpty(value: unknown, place: string, faults: string[]): void {
  if (value === "" || value === null) faults.push(`${place}: must not be empty`);
  if (typeof value !== "object" || value === null) return;
  const entries = Object.entries(value);
  if (entries.length === 0) faults.push(`${place}: must not be empty`);
  for (const [key, inner] of entries) {
    // A list that runs beside another (`given` and `_given`) may have gaps.
    if (inner === null && /\._\w+$/.test(place)) continue;
    addEmpty(inner, Array.isArray(value) ? `${place}[${key}]` : `${place}.${key}`, faults);
  }
}

const DATE = "\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?";
const TIME = "T([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})";
/** Forms that medplum does not check where a value has one type out of several. */
const FORMS: Readonly<Record<string, RegExp>> = {
  date: new RegExp(`^${DATE}$`),
  dateTime: new RegExp(`^(${DATE}|\\d{4}-\\d{2}-\\d{2}${TIME})$`),
  instant: new RegExp(`^\\d{4}-\\d{2}-\\d{2}${TIME}$`),
};

/** Goes through a value by the definition of its type. */
function addTyped(value: object, type: string, place: string, faults: string[]): void {
  const elements = tryGetDataType(type)?.elements ?? {};
  for (const [name, element] of Object.entries(elements)) {
    for (const [key, inner] of valuesOf(value, name, element)) {
      const at = `${place}.${key}`;
      if (element.binding?.strength === "required") {
        addUnknown(inner, element.binding.valueSet, at, faults);
      }
      const code = typeOf(key, name, element);
      if (typeof inner === "string" && FORMS[code ?? ""]?.test(inner) === false) {
        faults.push(`${at}: no ${code}`);
      }
      if (typeof inner !== "object" || inner === null || code === undefined) continue;
      const own = "resourceType" in inner ? String(inner.resourceType) : code;
      addTyped(inner, own, at, faults);
    }
  }
}

/** The values of an element, each with its key; `value[x]` stands under many names. */
function valuesOf(value: object, name: string, element: InternalSchemaElement) {
  const names = name.endsWith("[x]")
    ? element.type.map(({ code }) => name.slice(0, -3) + code[0]!.toUpperCase() + code.slice(1))
    : [name];
  const found = Object.entries(value).filter(([key]) => names.includes(key));
  return found.flatMap(([key, inner]: [string, unknown]) =>
    Array.isArray(inner)
      ? inner.map((one): [string, unknown] => [key, one])
      : [[key, inner] as const]
  );
}

function typeOf(key: string, name: string, element: InternalSchemaElement): string | undefined {
  if (!name.endsWith("[x]")) return element.type[0]?.code;
  const suffix = key.slice(name.length - 3).toLowerCase();
  return element.type.find(({ code }) => code.toLowerCase() === suffix)?.code;
}

function addUnknown(
  value: unknown,
  valueSet: string | undefined,
  place: string,
  faults: string[],
): void {
  const known = valueSet === undefined ? undefined : codesOf(valueSet);
  if (known === undefined) return;
  for (const code of codesIn(value)) {
    if (!known.has(code)) faults.push(`${place}: the code is not in ${valueSet}`);
  }
}

/** The codes of a code, a Coding or a CodeableConcept. */
function codesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  if ("coding" in value && Array.isArray(value.coding)) return value.coding.flatMap(codesIn);
  return "code" in value && typeof value.code === "string" ? [value.code] : [];
}
