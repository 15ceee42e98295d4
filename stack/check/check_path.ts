import { readMeasurementReport } from "../../lib/dicom/measurement_report_read.ts";
import { readSegmentation } from "../../lib/dicom/segmentation_read.ts";
import { resourceId } from "../../lib/publish/published_reading.ts";
import { PARTS } from "../../lib/publish/volume_observation.ts";
import type { Reading, ReadingVolumes } from "../../lib/view/reading.ts";
import type { DemoState } from "../demo_state.ts";
import type { Report } from "../report.ts";
import { Client } from "./client.ts";
import { expect, type StepResult, walk } from "./steps.ts";

const WEB = "/orthanc/dicom-web";
const READING_MS = 300_000;

/**
 * Walks the whole path as a client of its own over HTTP through nginx, with nothing but the address
 * and a password, and holds the numbers of SEG, SR, API and FHIR against each other.
 */
export async function checkPath(state: DemoState, report: Report): Promise<StepResult[]> {
  const client = new Client(state.url, state.certificateAuthority);
  const studies = [state.study.uid, ...importedStudy(state)];
  const results: StepResult[] = [];
  try {
    results.push(...await walk(doorSteps(client, state), report));
    for (const study of studies) {
      if (results.at(-1)?.ok !== true) break;
      report.line(`-- study ${study}`);
      results.push(...await walk(studySteps(client, state, study), report));
    }
    if (results.at(-1)?.ok === true) results.push(...await walk(endSteps(client, state), report));
  } finally {
    client.close();
  }
  return results;
}

/** The study that `--study` loaded, as `cli study import` answered it. */
function importedStudy({ imported }: DemoState): string[] {
  return typeof imported?.study === "string" ? [imported.study] : [];
}

function doorSteps(client: Client, state: DemoState) {
  const { patient } = state;
  const radiologist = state.users.find(({ role }) => role === "radiologist");
  return [
    ["no session, no image (401)", async () => {
      const status = await client.status(`${WEB}/studies/${state.study.uid}/metadata`);
      expect(status === 401, `answered ${status}`);
      return "401";
    }],
    ["the rest of Orthanc is closed (404)", async () => {
      for (const path of ["/orthanc/instances", "/orthanc/app/explorer.html", "/auth/check"]) {
        const status = await client.status(path);
        expect(status === 404, `${path} answered ${status}`);
      }
      return "404";
    }],
    ["sign in", async () => {
      const body = { user: radiologist?.name, password: radiologist?.password };
      const { access, expires } = await client.json("/api/session", { method: "POST", body });
      client.token = access;
      return `as radiologist, until ${expires}`;
    }],
    ["find the patient", async () => {
      const body = { mrn: patient.mrn, authority: patient.authority };
      const answer = await client.json("/api/patients/lookup", { method: "POST", body });
      expect(answer.patient?.resourceType === "Patient", "no FHIR Patient came back");
      expect(JSON.stringify(answer.patient.name).includes("서연"), "another name came back");
      const again = await client.json(`/api/patients/${answer.id}`);
      expect(again.id === answer.id, "the patient's own address answers another");
      return `source ${answer.source}, as of ${answer.asOf}`;
    }],
    ["list studies", async () => {
      const { studies } = await client.json("/api/studies");
      const found = studies.find((study: { uid: string }) => study.uid === state.study.uid);
      expect(found !== undefined, "the demo's study is not on the list");
      expect(found.sequences.length === 4, `sequences found: ${found.sequences.join(", ")}`);
      return `${studies.length} studies, sequences ${found.sequences.join(" ")}`;
    }],
  ] as const satisfies [string, () => Promise<string>][];
}

function studySteps(client: Client, state: DemoState, study: string) {
  let id = "";
  let reading: Reading | null = null;
  const done = () => {
    expect(reading !== null, "there is no reading");
    return reading;
  };
  return [
    ["frames through the gate", () => readFrames(client, state.url, study)],
    ["ask for a reading (202)", async () => {
      const body = { study, model: await tumourModel(client, state) };
      const response = await client.ask("/api/inferences", { method: "POST", body });
      const answer = await response.json();
      expect(response.status === 202, `answered ${response.status}: ${JSON.stringify(answer)}`);
      id = answer.id;
      return `${answer.state}${answer.existing ? ", was running already" : ""}`;
    }],
    ["follow its events to the end", async () => {
      const stages = new Set<string>();
      for await (const { data } of client.events(`/api/inferences/${id}/events`, READING_MS)) {
        if (data.stage) stages.add(data.stage);
        reading = data;
        if (["completed", "failed", "cancelled", "needs_input"].includes(data.state)) break;
      }
      const { state: end, code, message } = done();
      expect(end === "completed", `ended as ${end}: ${code ?? ""} ${message ?? ""}`);
      reading = await client.json(`/api/inferences/${id}`);
      return `${stages.size} stages seen; ${done().provider}`;
    }],
    ["SEG and SR through the gate, one number", async () => {
      const { seg, sr, volumes_mm3: volumes } = done();
      expect(
        seg !== null && sr !== null && volumes !== null,
        "the result lacks SEG, SR or volumes",
      );
      const object = (uids: { seriesUid: string; sopUid: string }) =>
        client.parts(
          `${WEB}/studies/${study}/series/${uids.seriesUid}/instances/${uids.sopUid}`,
          "application/dicom",
        );
      const [segBytes] = await object(seg);
      const [srBytes] = await object(sr);
      expect(segBytes !== undefined && srBytes !== undefined, "an object is empty");
      const drawn = readSegmentation(segBytes).segments.map(({ mm3 }) => mm3);
      const told = readMeasurementReport(srBytes).measurements.map(({ mm3 }) => mm3);
      sameVolumes(volumes, drawn, "the SEG");
      sameVolumes(volumes, told, "the SR");
      return `${drawn.length} segments, whole tumour ${volumes.wholeTumour} mm3`;
    }],
    ["FHIR has the same numbers", () => checkFhir(client, state, { id, reading: done() })],
  ] as const satisfies [string, () => Promise<string>][];
}

function endSteps(client: Client, state: DemoState) {
  return [
    ["sign out ends it at once", async () => {
      const signedOut = await client.status("/api/session", { method: "DELETE" });
      expect(signedOut === 204, `answered ${signedOut}`);
      const status = await client.status(`${WEB}/studies/${state.study.uid}/metadata`);
      expect(status === 401, `afterwards an image request answered ${status}`);
      return "401 afterwards";
    }],
  ] as const satisfies [string, () => Promise<string>][];
}

/** A frame of every series' first instance, as a DICOMweb client reads it. */
async function readFrames(client: Client, url: string, study: string): Promise<string> {
  const series = await client.json(`${WEB}/studies/${study}/series`);
  const retrieve = String(series[0]?.["00081190"]?.Value?.[0] ?? "");
  expect(retrieve.startsWith(`${url}/`), `Orthanc says that its images are at ${retrieve}`);
  let bytes = 0;
  let frames = 0;
  for (const one of series) {
    if (one["00080060"]?.Value?.[0] !== "MR") continue;
    const path = `${WEB}/studies/${study}/series/${one["0020000E"].Value[0]}`;
    const [instance] = await client.json(`${path}/instances?limit=1`);
    const address = `${path}/instances/${instance["00080018"].Value[0]}/frames/1`;
    const [frame] = await client.parts(address, "application/octet-stream");
    expect(frame !== undefined && frame.length > 0, "a frame is empty");
    bytes += frame.length;
    frames++;
  }
  expect(frames > 0, "the study has no MR series");
  return `${frames} frames, ${Math.round(bytes / 1000)} kB`;
}

/** The tumour model's name: the one that ships, unless the state says another. */
async function tumourModel(client: Client, _state: DemoState): Promise<string> {
  const page = await client.ask("/models", { accept: "text/html" });
  const names = [...(await page.text()).matchAll(/href="\/models\/([a-z0-9-]+)"/g)]
    .map((match) => match[1] ?? "");
  return names.find((name) => name.startsWith("tumour")) ?? "tumour-own-4";
}

/** Parts of the volumes that a list of measured numbers must contain, each exactly. */
function sameVolumes(volumes: ReadingVolumes, measured: readonly number[], where: string): void {
  for (const part of ["necrosis", "oedema", "enhancing"] as const) {
    const mm3 = volumes[part];
    if (mm3 === 0) continue; // a class without a voxel has no segment
    expect(measured.includes(mm3), `${where} lacks ${part} of ${mm3} mm3: ${measured.join(", ")}`);
  }
}

/** Waits for the publication, then reads every resource of it from the FHIR server itself. */
async function checkFhir(
  client: Client,
  state: DemoState,
  { id, reading }: { id: string; reading: Reading },
): Promise<string> {
  const deadline = performance.now() + 60_000;
  while ((await client.json(`/api/inferences/${id}`)).publication !== "done") {
    expect(performance.now() < deadline, "the result was not published within 60 s");
    await new Promise((done) => setTimeout(done, 250));
  }
  const fhir = new Client(state.fhir.url, null);
  fhir.token = state.fhir.token;
  const read = (type: string, ...about: string[]) =>
    fhir.json(`/${type}/${resourceId(type, ...about)}`, { accept: "application/fhir+json" });
  for (const [part] of PARTS) {
    const { value } = (await read("Observation", id, part)).valueQuantity;
    const own = reading.volumes_mm3?.[part];
    expect(value === own, `Observation of ${part} says ${value}, the API ${own}`);
  }
  const diagnostic = await read("DiagnosticReport", id);
  expect(diagnostic.status === "preliminary", `the report is ${diagnostic.status}`);
  await read("ImagingStudy", reading.study);
  await read("Provenance", id);
  if (reading.origin !== null) await read("RiskAssessment", id);
  return `${PARTS.length} Observations, DiagnosticReport ${diagnostic.status}, ImagingStudy`;
}
