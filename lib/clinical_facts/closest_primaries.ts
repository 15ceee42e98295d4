import { canBeSame } from "../metastasis/conflicts.ts";
import type { Primary } from "../metastasis/facts.ts";

/** Names that say less closely which lung cancer, the loosest first. */
const LOOSE: readonly Primary[] = ["lung_unspecified", "nsclc_unspecified"];

/**
 * Distinct names of cancers without those that another one names more closely: "lung, cells not
 * known" beside an adenocarcinoma of the lung is one cancer, not two.
 */
export function closestPrimaries(primaries: readonly Primary[]): Primary[] {
  const distinct = [...new Set(primaries)];
  return distinct.filter((one) =>
    !distinct.some((other) => closeness(other) > closeness(one) && canBeSame(one, other))
  );
}

function closeness(primary: Primary): number {
  const at = LOOSE.indexOf(primary);
  return at < 0 ? LOOSE.length : at;
}
