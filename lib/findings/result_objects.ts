import type { Algorithm, Device, NewObject } from "../dicom/derived_object.ts";
import type { SliceStack } from "../dicom/geometry.ts";
import type { ImageHeader } from "../dicom/image_header.ts";
import { makeMeasurementReport, type MeasurementReport } from "../dicom/measurement_report.ts";
import {
  makeSegmentation,
  type Segmentation,
  type SegmentDefinition,
} from "../dicom/segmentation.ts";
import { deriveUid } from "../dicom/uid.ts";
import type { SegmentationManifest } from "../models/manifest.ts";
import type { Label } from "../models/manifest_output.ts";
import type { Volume } from "../volume/volume.ts";
import { type Sayable, statementsOf } from "./statements.ts";

/** What the objects of one result are made from. */
export interface ResultSource {
  readonly inferenceId: string;
  /** When the reading was requested: the objects carry it, so that a repeated attempt differs in nothing. */
  readonly created: Date;
  readonly manifest: SegmentationManifest;
  /** Which installation made them (config.instance). */
  readonly instance: string;
  /** Zone whose clocks the objects' dates and times are read from (config.timeZone). */
  readonly timeZone: string;
  /** The series on whose grid the labels lie (T1c). */
  readonly source: SliceStack;
  /** Images of the other series that were read. */
  readonly otherInputs: readonly ImageHeader[];
  readonly labels: Volume<Uint8Array>;
  /** What the report says beside the volumes. */
  readonly said: Sayable;
}

/** SEG and SR of one result; no SEG when no label has a voxel. */
export interface ResultObjects {
  readonly segmentation: Segmentation | null;
  readonly report: MeasurementReport;
}

/** Version of this software as its objects carry it. */
export const SOFTWARE_VERSION = "0.1.0";
const SEGMENTATION_SERIES = 9001;
const REPORT_SERIES = 9002;

/**
 * Makes the SEG and the SR of a result. All UIDs derive from the request, the model's checksum and
 * the images that were read: the same work gives the same bytes, and a repeated attempt cannot
 * make a second object. Faults: those of `makeSegmentation`.
 */
export async function makeResultObjects(from: ResultSource): Promise<ResultObjects> {
  const { source, otherInputs, manifest } = from;
  const uid = await uidsOf(from);
  const algorithm = algorithmOf(manifest);
  const device = await deviceOf(from.instance);
  const object = async (role: string, seriesNumber: number): Promise<NewObject> => ({
    sopInstanceUid: await uid(role),
    seriesUid: await uid(`${role} series`),
    seriesNumber,
    created: from.created,
    timeZone: from.timeZone,
  });
  const segmentation = makeSegmentation({
    source,
    labels: from.labels,
    segments: await segmentsOf(manifest.output.labels, source.headers[0]),
    algorithm,
    device,
    object: await object("segmentation", SEGMENTATION_SERIES),
    dimensionOrganizationUid: await uid("dimensions"),
  }) ?? null;
  const report = makeMeasurementReport({
    source: source.headers,
    otherInputs,
    ...(segmentation === null ? {} : { segmentation }),
    certainty: certaintyOf(manifest, from.said),
    statements: statementsOf(from.said, segmentation !== null),
    algorithm,
    device,
    object: await object("report", REPORT_SERIES),
  });
  return { segmentation, report };
}

/** By label value, the share of its voxels that is expected to be of its class. */
function certaintyOf({ output }: SegmentationManifest, { confidence }: Sayable) {
  return new Map(output.regions.flatMap(({ name, label }) => {
    const evidence = confidence.find(({ region }) => region === name)?.evidence;
    return evidence === undefined ? [] : [[label, evidence.classProbability] as const];
  }));
}

async function uidsOf({ inferenceId, manifest, source, otherInputs }: ResultSource) {
  const inputs = [...source.headers, ...otherInputs].map(({ sopInstanceUid }) => sopInstanceUid);
  const digest = await deriveUid("NeuroNova inputs", ...inputs.sort());
  return (role: string) => deriveUid("NeuroNova", inferenceId, manifest.sha256, digest, role);
}

function algorithmOf(manifest: SegmentationManifest): Algorithm {
  return {
    name: manifest.name,
    version: manifest.version,
    parameters: [
      `model=${manifest.id}`,
      `weights sha256=${manifest.sha256}`,
      ...rulesOf(manifest.output),
    ].join("; "),
  };
}

/** A site may set its own limits in a copy of the manifest: the objects say which were used. */
function rulesOf({ regions, components }: SegmentationManifest["output"]): string[] {
  const limits = regions.map(({ name, threshold }) => `${name} > ${threshold}`);
  if (components === null) return [`thresholds ${limits.join(", ")}`];
  const sizes = components.sizes.map(({ fromMm3, sureCore }) => `from ${fromMm3} mm3 ${sureCore}`);
  return [
    `thresholds ${limits.join(", ")}`,
    `sure core ${sizes.join(", ")}`,
    `sure mean ${components.sureMean}`,
    `core ${components.fillCore ? "filled" : "as it is"}`,
  ];
}

async function deviceOf(instance: string): Promise<Device> {
  return {
    softwareVersion: SOFTWARE_VERSION,
    serialNumber: instance,
    uid: await deriveUid("NeuroNova device", instance),
  };
}

/** A patient's oedema is the same finding at every examination: its tracking UID says so. */
function segmentsOf(
  labels: readonly Label[],
  source: ImageHeader | undefined,
): Promise<SegmentDefinition[]> {
  const patient = [source?.issuerOfPatientId ?? "", source?.patientId ?? source?.studyUid ?? ""];
  return Promise.all(labels.map(async ({ value, name, code, category, colour }) => ({
    value,
    label: name.en,
    category,
    type: code,
    colour,
    trackingId: name.en,
    trackingUid: await deriveUid("NeuroNova tracking", ...patient, String(value)),
  })));
}
