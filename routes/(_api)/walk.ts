import type { LayerReport } from "../../lib/patients/cascade.ts";

const LAYERS: readonly LayerReport["layer"][] = ["cache", "fhir", "openemr"];
const ANSWERS: readonly LayerReport["answer"][] = [
  "found",
  "not_found",
  "ambiguous",
  "refused",
  "unavailable",
];
const STEP = /^([a-z]+)-([a-z_]+)-(\d{1,6})$/;

/** How a look-up went, for the address of the page it leads to: layers, answers, milliseconds. */
export function writeWalk(layers: readonly LayerReport[]): string {
  return layers.map(({ layer, answer, ms }) => `${layer}-${answer}-${Math.round(ms)}`).join(".");
}

/** Reads it back; null for an address without one, or with anything else in it. */
export function readWalk(text: string | null): readonly LayerReport[] | null {
  if (text === null) return null;
  const steps = text.split(".").map((step) => {
    const [, layer, answer, ms] = STEP.exec(step) ?? [];
    const known = LAYERS.find((name) => name === layer);
    const said = ANSWERS.find((name) => name === answer);
    return known && said ? { layer: known, answer: said, ms: Number(ms) } : null;
  });
  const walk = steps.filter((step) => step !== null);
  return walk.length === steps.length && walk.length <= LAYERS.length ? walk : null;
}
