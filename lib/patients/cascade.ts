import type { Patient } from "@medplum/fhirtypes";
import { Fault } from "../fault/fault.ts";
import { orAborted } from "./abort.ts";
import type { CachedPatient } from "./cached_patient.ts";
import { patientId, type PatientIdentity } from "./identity.ts";
import { contentHash, savePatient } from "./save_patient.ts";
import type { FoundPatient, Layer, SourceAnswer } from "./source.ts";
import type { PatientSources } from "./sources.ts";
import { uploadPatient } from "./upload.ts";

/** What one layer said, and how long it took in ms. */
export interface LayerReport {
  readonly layer: Layer;
  readonly answer: SourceAnswer["kind"];
  readonly ms: number;
}

/** A patient with where the record came from just now and how old it is. */
export interface PatientAnswer {
  readonly id: string;
  readonly source: Layer;
  readonly asOf: Date;
  readonly patient: Patient;
  /** Whether the FHIR server holds this content, or an upload is still owed. */
  readonly sync: "synced" | "pending";
  /** The layers that were asked, in order. */
  readonly layers: readonly LayerReport[];
}

type Unavailable = Extract<SourceAnswer, { kind: "unavailable" }>;

/** How long each layer may take, and all together, in ms. */
const BUDGET: Readonly<Record<Layer, number>> = { cache: 300, fhir: 2_000, openemr: 4_000 };
const TOTAL = 6_000;
/** How long writing back to our database may take, in ms. */
const SAVING = 2_000;

const NAMES: Readonly<Record<Layer, string>> = {
  cache: "MariaDB",
  fhir: "FHIR",
  openemr: "OpenEMR",
};

/**
 * Looks a patient up: our database, then the FHIR server (written back), then OpenEMR (converted,
 * uploaded, written back). Simultaneous look-ups of one identity are one look-up. A cached record
 * older than a set age is asked for again where it came from, and shown with its age when that
 * fails. A layer that refuses, or knows several, ends the look-up; nothing of it is stored.
 *
 * @throws {Fault} `patient_not_found` when every layer said no, `patient_sources_unavailable` (fact
 *   `layers`) when one that did not answer might have said yes, `patient_refused`,
 *   `patient_ambiguous`; the signal's reason when the caller gives up
 */
export async function lookUpPatient(
  sources: PatientSources,
  identity: PatientIdentity,
  { signal }: { signal: AbortSignal },
): Promise<PatientAnswer> {
  const key = JSON.stringify([identity.authority, identity.mrn]);
  let flight = sources.flights.get(key);
  if (flight === undefined) {
    flight = new LookUp(sources, identity).run().finally(() => sources.flights.delete(key));
    sources.flights.set(key, flight);
  }
  // The flight has a budget of its own: one caller who leaves does not end it for the others.
  return await orAborted(flight, signal);
}

/** One way down the layers. */
class LookUp {
  readonly #sources: PatientSources;
  readonly #identity: PatientIdentity;
  readonly #total = AbortSignal.timeout(TOTAL);
  readonly #reports: LayerReport[] = [];

  constructor(sources: PatientSources, identity: PatientIdentity) {
    this.#sources = sources;
    this.#identity = identity;
  }

  async run(): Promise<PatientAnswer> {
    const { cache } = this.#sources.layers;
    const first = await this.#ask("cache", cache);
    const cached = first.kind === "found" ? first : undefined;
    if (cached !== undefined && this.#isFresh(cached)) return this.#answer("cache", cached, cached);
    for (const layer of this.#neighbours(cached)) {
      const said = await this.#ask(layer, this.#sources.layers[layer]);
      if (said.kind === "refused") {
        throw new Fault("patient_refused", `${layer} refuses the record`, { cause: said.cause });
      }
      if (said.kind === "ambiguous") {
        throw new Fault("patient_ambiguous", `${layer} holds several such patients`);
      }
      if (said.kind === "found") return await this.#writeBack(layer, said, cached);
    }
    if (cached !== undefined) return this.#answer("cache", cached, cached);
    return await this.#askCacheAgain();
  }

  #isFresh(cached: CachedPatient): boolean {
    return Date.now() - cached.asOf.getTime() < this.#sources.refreshAfter;
  }

  /**
   * An unknown patient is sought in both. A known one is refreshed where it comes from: the copy
   * that we uploaded to the FHIR server ourselves would only tell us what we told it.
   */
  #neighbours(cached: CachedPatient | undefined): ("fhir" | "openemr")[] {
    if (cached === undefined) return ["fhir", "openemr"];
    const ours = cached.fhir === null || cached.fhir.id === cached.id;
    return ours ? ["openemr"] : ["fhir"];
  }

  async #ask<A extends SourceAnswer>(
    layer: Layer,
    source: { find(identity: PatientIdentity, options: { signal: AbortSignal }): Promise<A> },
  ): Promise<A | Unavailable> {
    const breaker = this.#sources.breakers[layer];
    const start = Date.now();
    let said: A | Unavailable = { kind: "unavailable", cause: new Error("it hung, and rests") };
    if (breaker.admits(start)) {
      const budget = AbortSignal.timeout(BUDGET[layer]);
      const signal = AbortSignal.any([budget, this.#total]);
      said = await source.find(this.#identity, { signal });
      breaker.report(said.kind === "unavailable" && signal.aborted, Date.now());
    }
    const ms = Date.now() - start;
    this.#reports.push({ layer, answer: said.kind, ms });
    if (said.kind === "unavailable") {
      this.#sources.log.warn({ layer, ms, error: said.cause }, "a patient source did not answer");
    }
    return said;
  }

  async #writeBack(
    layer: Layer,
    found: FoundPatient,
    cached: CachedPatient | undefined,
  ): Promise<PatientAnswer> {
    const fhir = found.fhir ?? await this.#upload(found.patient, cached);
    const id = fhir?.id ?? patientId(this.#identity);
    const kept: FoundPatient = { ...found, patient: { ...found.patient, id }, fhir };
    await this.#save(kept);
    return this.#answer(layer, kept, { sync: fhir === null ? "pending" : "synced" });
  }

  /** Null when the FHIR server does not take it now: the record is served, the upload owed. */
  async #upload(patient: Patient, cached: CachedPatient | undefined) {
    const { fhirClient, log } = this.#sources;
    const unchanged = cached?.sync === "synced" && cached.hash === contentHash(patient);
    if (unchanged) return cached.fhir;
    const asked = this.#reports.find((report) => report.layer === "fhir")?.answer;
    if (asked === "unavailable") return null;
    const signal = AbortSignal.any([AbortSignal.timeout(BUDGET.fhir), this.#total]);
    const options = { looked: asked === "not_found", signal };
    try {
      return await uploadPatient(fhirClient, this.#identity, patient, options);
    } catch (error) {
      log.warn({ neighbour: "fhir", error }, "a patient's upload is owed");
      return null;
    }
  }

  /** A database that is down does not keep the record from whoever needs it. */
  async #save(found: FoundPatient): Promise<void> {
    const { db, log } = this.#sources;
    try {
      const saving = savePatient(db, this.#identity, found);
      await orAborted(saving, AbortSignal.timeout(SAVING));
    } catch (error) {
      log.warn({ layer: "cache", error }, "a patient could not be written back");
    }
  }

  #answer(
    source: Layer,
    found: FoundPatient,
    { sync }: Pick<PatientAnswer, "sync">,
  ): PatientAnswer {
    return {
      id: patientId(this.#identity),
      source,
      asOf: found.asOf,
      patient: found.patient,
      sync,
      layers: this.#reports,
    };
  }

  /**
   * The neighbours do not have the patient. When our database was too slow to say so (its first
   * connection, a busy machine), it is asked once more: its no is needed for a "not found".
   */
  async #askCacheAgain(): Promise<PatientAnswer> {
    const silent = this.#silent();
    if (silent.length === 1 && silent[0] === "cache") {
      const second = await this.#ask("cache", this.#sources.layers.cache);
      if (second.kind === "found") return this.#answer("cache", second, second);
    }
    throw this.#missing();
  }

  /** Layers whose last word was none. */
  #silent(): Layer[] {
    const last = new Map(this.#reports.map(({ layer, answer }) => [layer, answer]));
    return [...last].filter(([, answer]) => answer === "unavailable").map(([layer]) => layer);
  }

  #missing(): Fault {
    const silent = this.#silent();
    if (silent.length === 0) return new Fault("patient_not_found", "Every layer said no");
    const layers = silent.map((layer) => NAMES[layer]).join(", ");
    return new Fault("patient_sources_unavailable", `No answer from ${layers}`, {
      facts: { layers },
    });
  }
}
