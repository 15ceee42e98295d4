import type { Device } from "@medplum/fhirtypes";
import { ARTIFICIAL_INTELLIGENCE, concept, RESEARCH_USE, URI } from "./codes.ts";
import { type PublishedModel, resourceId } from "./published_reading.ts";

/** The model as a Device: identified by the checksum of its weights (a `ni` URI, RFC 6920). */
export function modelDevice(model: PublishedModel): Device & { id: string } {
  const digest = Uint8Array.fromHex(model.sha256)
    .toBase64({ alphabet: "base64url", omitPadding: true });
  return {
    resourceType: "Device",
    id: resourceId("Device", model.sha256),
    identifier: [{ system: URI, value: `ni:///sha-256;${digest}` }],
    status: "active",
    manufacturer: "NeuroNova",
    deviceName: [{ name: model.id, type: "model-name" }],
    type: concept(ARTIFICIAL_INTELLIGENCE),
    version: [{ type: { text: "software" }, value: model.version }],
    note: [{ text: RESEARCH_USE }],
  };
}
