import { z } from "zod";
import { Fault } from "../fault/fault.ts";
import { type ModelFile, sha256Hex } from "../onnx/model_file.ts";
import { readSignature } from "../onnx/signature.ts";
import { type Card, parseCard } from "./card.ts";
import { type Knowledge, KNOWLEDGE_SCHEMA } from "./knowledge_file.ts";
import { checkSignature } from "./check_signature.ts";
import {
  type Manifest,
  MANIFEST_SCHEMA,
  type OriginManifest,
  type SegmentationManifest,
  type StripperManifest,
} from "./manifest.ts";

/** A model pack that passed every check: what it is, where its model lies, what its card says. */
export interface Pack<M extends Manifest = Manifest> {
  /** Absolute path of the pack. */
  readonly directory: string;
  readonly manifest: M;
  readonly model: ModelFile;
  readonly card: Card;
  /** What a segmentation network was trained on, where its pack says it. */
  readonly knowledge?: Knowledge | undefined;
}

/** A pack that segments. */
export type SegmentationPack = Pack<SegmentationManifest>;
/** A pack that predicts where a lesion comes from. */
export type OriginPack = Pack<OriginManifest>;
/** A pack that finds the brain. */
export type StripperPack = Pack<StripperManifest>;

/**
 * Opens the pack in `directory` and checks all of it: manifest against its schema, checksum of the
 * model, names and shapes of the graph, the file that says what it knows, card, which must name that
 * checksum. Reads files only, runs nothing.
 * Faults: `model_unknown` (no such directory), `model_broken` (incomplete or altered),
 * `model_unfit` (the graph is not what the manifest says). `facts.reason` says which.
 */
export async function openPack(directory: string): Promise<Pack> {
  const root = await Deno.realPath(directory).catch((cause) => {
    throw new Fault("model_unknown", `No model pack at ${directory}`, { cause });
  });
  const manifest = await readManifest(root);
  const name = root.slice(root.lastIndexOf("/") + 1);
  if (manifest.id !== name) broken(name, `the directory is not called ${manifest.id}`);
  const bytes = await readPart(root, manifest.file);
  if (await sha256Hex(bytes) !== manifest.sha256) {
    broken(name, "the checksum of the model file differs from the manifest");
  }
  checkSignature(manifest, readSignature(bytes));
  if (manifest.queue === "metastasis-prediction") await checkTable(root, manifest);
  const card = parseCard(new TextDecoder().decode(await readPart(root, manifest.card)));
  if (card.version !== manifest.version) {
    broken(name, `the card is of version ${card.version}, the manifest of ${manifest.version}`);
  }
  if (!card.markdown.includes(manifest.sha256)) {
    broken(name, `the card does not name the model file's checksum, ${manifest.sha256}`);
  }
  const model = { path: `${root}/${manifest.file}`, sha256: manifest.sha256 };
  const knowledge = await readKnowledge(root, manifest);
  return { directory: root, manifest, model, card, knowledge };
}

/** Whether a pack draws tumours; narrows its type. */
export function isSegmentationPack(pack: Pack): pack is SegmentationPack {
  return pack.manifest.queue === "tumour-segmentation";
}

/** Whether a pack predicts the origin of lesions; narrows its type. */
export function isOriginPack(pack: Pack): pack is OriginPack {
  return pack.manifest.queue === "metastasis-prediction";
}

/** Whether a pack finds the brain in a series with its skull; narrows its type. */
export function isStripperPack(pack: Pack): pack is StripperPack {
  return pack.manifest.queue === "skull-stripping";
}

/** Bytes of one file of a pack. Fault `model_broken` when it is missing. */
export async function readPart(directory: string, file: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(`${directory}/${file}`);
  } catch (cause) {
    throw new Fault("model_broken", `${directory} has no readable ${file}`, {
      cause,
      facts: { reason: `${file} is missing` },
    });
  }
}

async function readManifest(root: string): Promise<Manifest> {
  const data = jsonOf(root, "manifest.json", await readPart(root, "manifest.json"));
  const parsed = MANIFEST_SCHEMA.safeParse(data);
  if (parsed.success) return parsed.data;
  broken(root, `manifest.json: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
}

function jsonOf(root: string, file: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const reason = `${file} is not JSON`;
    throw new Fault("model_broken", `${root}: ${reason}`, { cause, facts: { reason } });
  }
}

/** What a segmentation network was trained on; undefined where the manifest names no such file. */
async function readKnowledge(root: string, manifest: Manifest): Promise<Knowledge | undefined> {
  if (manifest.queue !== "tumour-segmentation" || manifest.knowledge === undefined) {
    return undefined;
  }
  const { file, sha256 } = manifest.knowledge;
  const bytes = await readPart(root, file);
  if (await sha256Hex(bytes) !== sha256) {
    broken(root, `the checksum of ${file} differs from the manifest`);
  }
  const parsed = KNOWLEDGE_SCHEMA.safeParse(jsonOf(root, file, bytes));
  if (!parsed.success) {
    broken(root, `${file}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
  }
  const { channels } = parsed.data;
  if (channels.join() !== manifest.input.channels.join()) {
    broken(root, `${file} is of ${channels.join(", ")} instead of the network's channels`);
  }
  return parsed.data;
}

async function checkTable(root: string, { input }: OriginManifest): Promise<void> {
  const found = await sha256Hex(await readPart(root, input.table));
  if (found !== input.tableSha256) {
    broken(root, `the checksum of ${input.table} differs from the manifest`);
  }
}

function broken(pack: string, reason: string): never {
  throw new Fault("model_broken", `Model pack ${pack}: ${reason}`, { facts: { reason } });
}
