import { gone, OperationOutcomeError, type SearchRequest, type WithId } from "@medplum/core";
import {
  type CreateResourceOptions,
  type DeleteResourceOptions,
  MemoryRepository,
  type UpdateResourceOptions,
} from "@medplum/fhir-router";
import type { Bundle, OperationOutcome, Resource } from "@medplum/fhirtypes";
import { type Change, Journal } from "./journal.ts";
import { refuse } from "./outcomes.ts";
import { matchesToken } from "./token.ts";
import { faultsOf } from "./validate.ts";

/**
 * Resources in memory and in a journal. Adds to medplum's repository what a real server does: only
 * valid resources, versions 1, 2, 3 …, no new version without a change, 410 for what was deleted,
 * references that exist, exact tokens, and all or nothing: the caller runs one writing request at a
 * time and ends it by `commit()` or `rollback()`.
 */
export class KeptRepository extends MemoryRepository {
  readonly #journal: Journal;
  readonly #versions = new Map<string, number>();
  readonly #gone = new Set<string>();
  readonly #references = new Map<string, ReadonlySet<string>>();
  #pending: Change[] = [];

  private constructor(journal: Journal) {
    super();
    this.#journal = journal;
  }

  /** Opens the repository that an earlier run left in `dir`, or an empty one. */
  static async open(dir: string): Promise<KeptRepository> {
    await Deno.mkdir(dir, { recursive: true });
    const repository = new KeptRepository(new Journal(dir));
    await repository.#load();
    return repository;
  }

  /** Closes the journal. */
  close(): void {
    this.#journal.close();
  }

  /** Whether there is such a resource now. */
  has(type: string, id: string): boolean {
    return this.#references.has(`${type}/${id}`);
  }

  /** Makes the changes of a request last. @throws {OperationOutcomeError} 400 for a lost target */
  async commit(): Promise<void> {
    for (const change of this.#pending) {
      if (!("put" in change)) continue;
      for (const target of referencesIn(change.put)) {
        if (!this.#references.has(target)) {
          throw refuse(400, `HAPI-1094: Resource ${target} not found, specified in path`);
        }
      }
    }
    if (this.#pending.length > 0) await this.#journal.append(this.#pending);
    this.#pending = [];
  }

  /** Forgets the changes of a request that failed. */
  async rollback(): Promise<void> {
    if (this.#pending.length === 0) return;
    this.#pending = [];
    this.clear();
    this.#versions.clear();
    this.#gone.clear();
    this.#references.clear();
    await this.#load();
  }

  async #load(): Promise<void> {
    for (const change of await this.#journal.read()) {
      if ("put" in change) await this.#put(change.put);
      else await this.#remove(change.gone, change.version);
    }
  }

  /** Creates, or replaces when `update` is set; POST gets an id of the server's, as with HAPI. */
  override async createResource<T extends Resource>(
    resource: T,
    options?: CreateResourceOptions,
    update = false,
  ): Promise<WithId<T>> {
    const keepsId = update || options?.assignedId === true;
    const id = keepsId && resource.id !== undefined ? resource.id : this.generateId();
    const key = `${resource.resourceType}/${id}`;
    const { versionId: _version, lastUpdated: _moment, ...meta } = resource.meta ?? {};
    const content = { ...resource, id, meta };
    const faults = faultsOf(Object.keys(meta).length > 0 ? content : { ...resource, id });
    if (faults.length > 0) throw refuse(422, `HAPI-0574: ${faults.join("; ")}`);
    const old = this.has(resource.resourceType, id)
      ? await super.readResource<T>(resource.resourceType, id)
      : undefined;
    if (old !== undefined && sameContent(old, content)) return { ...old, id };
    const versionId = String((this.#versions.get(key) ?? 0) + 1);
    const next = {
      ...content,
      meta: { ...meta, versionId, lastUpdated: new Date().toISOString() },
    };
    this.#pending.push({ put: next });
    return await this.#put(next);
  }

  override async updateResource<T extends Resource>(
    resource: T,
    options?: UpdateResourceOptions,
  ): Promise<WithId<T>> {
    const { resourceType, id = "" } = resource;
    if (!/^(?!\d+$)[A-Za-z0-9.-]{1,64}$/.test(id)) {
      throw refuse(400, "HAPI-0960: clients may not choose such an id");
    }
    // An If-Match on something that does not exist creates it, as with HAPI.
    if (options?.ifMatch !== undefined) this.#expect(`${resourceType}/${id}`, options.ifMatch);
    return await this.createResource(resource, undefined, true);
  }

  override async deleteResource(
    type: string,
    id: string,
    options?: DeleteResourceOptions,
  ): Promise<void> {
    const key = `${type}/${id}`;
    if (!this.has(type, id)) return;
    if (options?.ifMatch !== undefined) this.#expect(key, options.ifMatch);
    const referrer = [...this.#references].find(([own, targets]) =>
      own !== key && targets.has(key)
    );
    if (referrer !== undefined) {
      throw refuse(409, `HAPI-0550: Unable to delete ${key}, ${referrer[0]} refers to it`);
    }
    const version = (this.#versions.get(key) ?? 0) + 1;
    this.#pending.push({ gone: key, version });
    await this.#remove(key, version);
  }

  override async readResource<T extends Resource>(type: string, id: string): Promise<WithId<T>> {
    if (this.#gone.has(`${type}/${id}`)) throw new OperationOutcomeError(gone);
    return { ...await super.readResource<T>(type, id), id };
  }

  override async readHistory<T extends Resource>(type: string, id: string): Promise<Bundle<T>> {
    const bundle = await super.readHistory<T>(type, id);
    const version = (resource: T | undefined) => Number(resource?.meta?.versionId ?? 0);
    bundle.entry?.sort((a, b) => version(b.resource) - version(a.resource));
    return bundle;
  }

  /** Identifiers match exactly, in case and system; medplum's own search is looser. */
  override async search<T extends Resource>(request: SearchRequest<T>): Promise<Bundle<WithId<T>>> {
    const { count, offset = 0, filters = [], ...rest } = request;
    const exact = filters.filter(({ code, operator }) =>
      code === "identifier" && operator === "eq"
    );
    if (exact.length === 0) return await super.search(request);
    const others = filters.filter((filter) => !exact.includes(filter));
    const bundle = await super.search<T>({ ...rest, filters: others });
    const matches = (bundle.entry ?? []).filter(({ resource, search }) =>
      search?.mode !== "match" || exact.every(({ value }) => matchesToken(resource, value))
    );
    const end = count === undefined ? undefined : offset + count;
    return { ...bundle, total: matches.length, entry: matches.slice(offset, end) };
  }

  override async conditionalCreate<T extends Resource>(
    resource: T,
    search: SearchRequest<T>,
    options?: CreateResourceOptions,
  ): Promise<{ resource: WithId<T>; outcome: OperationOutcome }> {
    const bundle = await this.search({ ...search, count: 2 });
    const [first, second] = bundle.entry ?? [];
    if (second !== undefined) {
      throw refuse(412, "HAPI-0958: Failed to CREATE resource with match URL, it matched 2");
    }
    if (first?.resource !== undefined) {
      return {
        resource: first.resource,
        outcome: { resourceType: "OperationOutcome", id: "ok", issue: [] },
      };
    }
    const made = await this.createResource(resource, options);
    return {
      resource: made,
      outcome: { resourceType: "OperationOutcome", id: "created", issue: [] },
    };
  }

  #expect(key: string, version: string): void {
    const current = this.#references.has(key) || this.#gone.has(key)
      ? this.#versions.get(key)
      : undefined;
    if (current !== undefined && (this.#gone.has(key) || String(current) !== version)) {
      throw refuse(409, `HAPI-0989: Trying to update ${key} but version ${version} is not current`);
    }
  }

  async #put<T extends Resource>(resource: T): Promise<WithId<T>> {
    const key = `${resource.resourceType}/${resource.id}`;
    this.#versions.set(key, Number(resource.meta?.versionId));
    this.#references.set(key, new Set(referencesIn(resource)));
    this.#gone.delete(key);
    return await this.withSeeding(() => super.createResource(resource, undefined, true));
  }

  async #remove(key: string, version: number): Promise<void> {
    const [type = "", id = ""] = key.split("/");
    this.#versions.set(key, version);
    this.#gone.add(key);
    this.#references.delete(key);
    await super.deleteResource(type, id);
  }
}

/** Relative references (`Type/id`) anywhere in a resource; absolute ones are refused, as by HAPI. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key !== "reference" || typeof inner !== "string") return referencesIn(inner);
    if (/^https?:/.test(inner)) throw refuse(400, "HAPI-0507: external references are not allowed");
    const local = /^([A-Z]\w+\/[A-Za-z0-9.-]+)(?:\/_history\/.*)?$/.exec(inner)?.[1];
    return local === undefined ? [] : [local];
  });
}

function sameContent(old: Resource, next: Resource): boolean {
  const bare = ({ meta = {}, ...rest }: Resource) => {
    const { versionId: _version, lastUpdated: _moment, ...kept } = meta;
    return canonical({ ...rest, meta: kept });
  };
  return bare(old) === bare(next);
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1));
  });
}
