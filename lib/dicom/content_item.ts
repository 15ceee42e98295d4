import { type Code, codeItem, isCode } from "./codes.ts";
import { type Dataset, item, items } from "./dataset.ts";

/** How a content item relates to the one above it (PS3.3 C.17.3.2.4). */
export type Relationship = "CONTAINS" | "HAS CONCEPT MOD" | "HAS OBS CONTEXT";

/** A heading with the items under it; `template` as the DCMR identifier, e.g. "1411". */
export function container(name: Code, content: readonly Dataset[], template?: string): Dataset {
  return {
    ValueType: "CONTAINER",
    ConceptNameCodeSequence: [codeItem(name)],
    ContinuityOfContent: "SEPARATE",
    ...(template === undefined ? {} : {
      ContentTemplateSequence: [{ MappingResource: "DCMR", TemplateIdentifier: template }],
    }),
    ContentSequence: content,
  };
}

/** The item under a parent, by relationship. */
export function related(relationship: Relationship, content: Dataset): Dataset {
  return { RelationshipType: relationship, ...content };
}

export function codeContent(relationship: Relationship, name: Code, value: Code): Dataset {
  return related(relationship, {
    ValueType: "CODE",
    ConceptNameCodeSequence: [codeItem(name)],
    ConceptCodeSequence: [codeItem(value)],
  });
}

export function textContent(relationship: Relationship, name: Code, value: string): Dataset {
  return related(relationship, {
    ValueType: "TEXT",
    ConceptNameCodeSequence: [codeItem(name)],
    TextValue: value,
  });
}

export function uidContent(relationship: Relationship, name: Code, value: string): Dataset {
  return related(relationship, {
    ValueType: "UIDREF",
    ConceptNameCodeSequence: [codeItem(name)],
    UID: value,
  });
}

/** A measured value; DS carries 16 characters, the volumes here fit without loss. */
export function numberContent(name: Code, value: number, unit: Code): Dataset {
  return related("CONTAINS", {
    ValueType: "NUM",
    ConceptNameCodeSequence: [codeItem(name)],
    MeasuredValueSequence: [{
      MeasurementUnitsCodeSequence: [codeItem(unit)],
      NumericValue: value,
    }],
  });
}

/** A reference to an object; with a segment number, to that segment of it. */
export function imageContent(
  name: Code,
  reference: Dataset,
  segmentNumber: number,
): Dataset {
  return related("CONTAINS", {
    ValueType: "IMAGE",
    ConceptNameCodeSequence: [codeItem(name)],
    ReferencedSOPSequence: [{ ...reference, ReferencedSegmentNumber: segmentNumber }],
  });
}

/** Items directly under `parent` with this concept name. */
export function children(parent: Dataset, name: Code): readonly Dataset[] {
  return items(parent, "ContentSequence").filter((content) =>
    isCode(item(content, "ConceptNameCodeSequence"), name)
  );
}

/** First item directly under `parent` with this concept name, or an empty data set. */
export function child(parent: Dataset, name: Code): Dataset {
  return children(parent, name)[0] ?? {};
}
