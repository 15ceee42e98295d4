import dicomParser from "dicom-parser";
import { Fault } from "../fault/fault.ts";
import { type Dataset, requiredText } from "./dataset.ts";
import { dicomDate, dicomTime } from "./derived_object.ts";
import { concatenate, encodeElement, encodeFile, encodeItem, type Parts } from "./explicit_vr.ts";
import type { PatientIdentity } from "./image_header.ts";
import { EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN, unreadable } from "./part10.ts";
import { encodeDataset } from "./part10_write.ts";
import { present } from "./present.ts";
import { encodeItems, encodeWhole, inTagOrder, standardVr } from "./whole_dataset.ts";

/** Big endian and deflated objects cannot be carried over element by element. */
const NOT_CARRIED = ["1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"];

/** Who an object is to be attributed to, and who says so. */
export interface Reattribution {
  readonly patient: PatientIdentity;
  /** System that makes the change, for Modifying System. */
  readonly system: string;
  readonly changed: Date;
}

/** Attributes of identity, by tag. */
const IDENTITY = {
  "00100010": "PatientName",
  "00100020": "PatientID",
  "00100021": "IssuerOfPatientID",
  "00100030": "PatientBirthDate",
  "00100040": "PatientSex",
} as const;

/**
 * The same object attributed to another patient. All else is kept, private attributes and
 * compressed pixels included; UIDs too, since the image is the same (PS3.4 C.6.1.1, coercion). The
 * values before go into Original Attributes Sequence (PS3.3 C.12.1.1.9), after those that stand
 * there already. Text becomes UTF-8. Throws as reading does: `series_truncated`, `dicom_invalid`.
 */
export function reidentify(file: Uint8Array, change: Reattribution): Uint8Array<ArrayBuffer> {
  try {
    const syntax = dicomParser.readPart10Header(file).string("x00020010") ?? "";
    if (syntax === "" || NOT_CARRIED.includes(syntax)) {
      const reason = `transfer syntax ${syntax || "missing"} is not supported`;
      throw new Fault("dicom_invalid", reason, { facts: { reason } });
    }
    const parsed = dicomParser.parseDicom(file, { vrCallback: standardVr });
    const body = reattributed(parsed, change);
    const identity: Dataset = {
      SOPClassUID: parsed.string("x00080016") ?? [],
      SOPInstanceUID: parsed.string("x00080018") ?? [],
    };
    return encodeFile({
      sopClassUid: requiredText(identity, "SOPClassUID"),
      sopInstanceUid: requiredText(identity, "SOPInstanceUID"),
      transferSyntax: syntax === IMPLICIT_LITTLE_ENDIAN ? EXPLICIT_LITTLE_ENDIAN : syntax,
    }, body);
  } catch (error) {
    throw error instanceof Fault ? error : unreadable(error);
  }
}

function reattributed(parsed: dicomParser.DataSet, change: Reattribution): Parts {
  const { patient } = change;
  const encoded = encodeWhole(parsed);
  const before = new Map<string, Parts>();
  for (const tag of Object.keys(IDENTITY)) {
    const parts = encoded.get(tag);
    if (parts !== undefined) before.set(tag, parts);
    encoded.delete(tag);
  }
  const identity: Dataset = {
    PatientName: patient.patientName ?? [],
    PatientID: patient.patientId ?? [],
    ...present({ IssuerOfPatientID: patient.issuerOfPatientId }),
    PatientBirthDate: patient.patientBirthDate ?? [],
    PatientSex: patient.patientSex ?? [],
  };
  for (const [tag, keyword] of Object.entries(IDENTITY)) {
    const value = identity[keyword];
    if (value !== undefined) encoded.set(tag, encodeDataset({ [keyword]: value }));
  }
  encoded.set("00080005", encodeDataset({ SpecificCharacterSet: "ISO_IR 192" }));
  const originals = concatenate([
    ...encodeItems(parsed.elements.x04000561),
    ...encodeItem(originalAttributes(before, change)),
  ]);
  encoded.set("04000561", encodeElement("04000561", "SQ", originals));
  return inTagOrder(encoded);
}

/** One item of Original Attributes Sequence. */
function originalAttributes(
  before: ReadonlyMap<string, Parts>,
  { system, changed }: Reattribution,
): Parts {
  const modified = concatenate(encodeItem(inTagOrder(before)));
  return [
    ...encodeElement("04000550", "SQ", modified),
    ...encodeDataset({
      AttributeModificationDateTime: dicomDate(changed) + dicomTime(changed),
      ModifyingSystem: system,
      SourceOfPreviousValues: [],
      ReasonForTheAttributeModification: "COERCE",
    }),
  ];
}
