import { relative } from "node:path";
import { Fault } from "../lib/fault/fault.ts";
import { NIFTI_NAMES } from "./nifti_study.ts";
import type { Survey } from "./survey_files.ts";

/** How many files a sentence can name and still be read. */
const MOST_NAMED = 6;

/**
 * Why nothing of a folder can be imported, for a person who believes that a study lies there: NIfTI
 * files that are not named as they must be, DICOM files that are damaged, no files at all, or none
 * that are images.
 */
export function nothingToImport({ folder, others, refused }: Survey): Fault {
  const nifti = others.filter((file) => /\.nii(\.gz)?$/i.test(file))
    .map((file) => relative(folder, file));
  if (nifti.length > 0) {
    const missing = NIFTI_NAMES.filter((name) => !nifti.includes(name));
    const odd = nifti.filter((name) => !NIFTI_NAMES.includes(name)).slice(0, MOST_NAMED);
    const files = { missing: missing.join(", "), odd: odd.join(", ") };
    return fault(odd.length > 0 ? "import_nifti_named" : "import_nifti_missing", files);
  }
  const [first] = refused;
  if (first !== undefined) {
    const file = relative(folder, first.file);
    return fault("import_damaged", { file, count: refused.length });
  }
  if (others.length === 0) return fault("import_empty", {});
  return fault("import_no_image", { count: others.length });
}

function fault(sentence: string, facts: Readonly<Record<string, string | number>>): Fault {
  return new Fault("input_invalid", "The folder holds no image that can be imported", {
    facts: { ...facts, field: "DIR", case: sentence },
  });
}
