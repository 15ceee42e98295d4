import type { PackList } from "../../lib/models/load_packs.ts";
import { isSegmentationPack, type SegmentationPack } from "../../lib/models/pack.ts";
import type { ModelChoice, ModelLabel } from "../../lib/view/model_choice.ts";

/** The models that can be asked for on a study: those that segment. */
export function modelChoices({ packs }: PackList): ModelChoice[] {
  return packs.filter(isSegmentationPack).map((pack) => {
    const { id, name, version, task, sha256 } = pack.manifest;
    return { id, name, version, task, sha256, labels: labelsOf(pack) };
  });
}

/**
 * Which class is which of the measured volumes follows from the regions: what is only in the whole
 * tumour is oedema, what is only in the core is necrosis, the innermost is enhancing.
 */
function labelsOf({ manifest: { output } }: SegmentationPack): ModelLabel[] {
  const volumes = { WT: "oedema", TC: "necrosis", ET: "enhancing" } as const;
  return output.labels.flatMap(({ value, name, colour }) => {
    const region = output.regions.find(({ label }) => label === value);
    return region ? [{ name, colour, volume: volumes[region.name] }] : [];
  });
}
