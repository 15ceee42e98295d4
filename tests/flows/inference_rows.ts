import type { Database } from "../../lib/database/connect.ts";
import type { PackList } from "../../lib/models/load_packs.ts";
import type { SegmentationManifest } from "../../lib/models/manifest.ts";
import type { Pack } from "../../lib/models/pack.ts";

/** A user row; returns its id. */
export async function addTestUser(db: Database, name = "radiologist"): Promise<string> {
  const id = crypto.randomUUID();
  await db.insertInto("users").values({
    id,
    name,
    role: "radiologist",
    password_hash: "-",
    disabled_at: null,
  }).execute();
  return id;
}

/** A row of the study index, as if the PACS had the study. */
export async function addTestStudy(
  db: Database,
  uid: string,
  {
    authority = "urn:oid:1.2.3.4",
    mrn = "P-1",
    modalities = "MR",
    sequences = ["T1", "T1c", "T2", "FLAIR"],
    birthDate = "19600102",
  } = {},
): Promise<void> {
  await db.insertInto("studies").values({
    uid,
    authority,
    mrn,
    dicom_name: "Test^Study",
    dicom_birth_date: birthDate,
    dicom_sex: "F",
    study_date: "20260102",
    study_time: "101500",
    description: "MR brain",
    accession: "A1",
    modalities,
    sequences: JSON.stringify(sequences),
    series_count: 4,
    instance_count: 32,
    seen_at: new Date(),
    gone_at: null,
  }).execute();
}

const BRAIN_LESION = { scheme: "SCT", value: "49755003", meaning: "Lesion" } as const;

/** A pack that is never run: what requests need to know of a model. */
export function unrunPack(id = "test-model", version = "1.0.0"): Pack<SegmentationManifest> {
  const label = (value: number) => ({
    value,
    name: { en: `label ${value}`, ko: `${value}` },
    code: BRAIN_LESION,
    category: BRAIN_LESION,
    colour: [255, 0, 0] as [number, number, number],
  });
  return {
    directory: `/nowhere/${id}`,
    model: { path: "/nowhere/model.onnx", sha256: "0".repeat(64) },
    card: {} as Pack["card"],
    manifest: {
      queue: "tumour-segmentation",
      id,
      version,
      sha256: "0".repeat(64),
      output: { labels: [label(1), label(2), label(4)] },
    } as SegmentationManifest,
  };
}

/** A list of packs without refusals. */
export function packList(...packs: Pack[]): PackList {
  return { packs, refused: [] };
}
