import { getSearchParameters, parseSearchRequest } from "@medplum/core";
import type { Bundle, BundleEntry, Resource, ResourceType } from "@medplum/fhirtypes";
import { refuse } from "./outcomes.ts";
import type { KeptRepository } from "./repository.ts";

/** How long an answer is given again to the same question, in ms, as by HAPI. */
const REUSE = 60_000;
/** How many answers are remembered. */
const MOST = 500;
/** The page size without a wish, and the largest. */
const PAGE = 20;
const LARGEST_PAGE = 200;
/** Up to so many hits a paged answer says how many there are. */
const COUNTED = 12;

/** Parameters that steer a search and select nothing. */
const CONTROL = new Set([
  ...["_count", "_sort", "_total", "_summary", "_elements", "_format", "_pretty", "_include"],
  ..."_revinclude _has _id _lastUpdated _tag _profile _security".split(" "),
]);

/** One search that was run: the keys of what it found, in order. */
interface Answered {
  readonly id: string;
  readonly keys: readonly string[];
  readonly at: number;
  readonly question: string;
}

/** How a search may be answered. */
export interface SearchWish {
  readonly type: string;
  readonly params: URLSearchParams;
  /** False with `Cache-Control: no-cache`. */
  readonly reuse: boolean;
  /** Most hits with `no-store, max-results=N`. */
  readonly most?: number | undefined;
}

/** Searches with HAPI's habits: answers up to a minute old, pages by `_getpages`. */
export class Searches {
  readonly #repository: KeptRepository;
  readonly #base: () => string;
  readonly #answered = new Map<string, Answered>();

  constructor(repository: KeptRepository, base: () => string) {
    this.#repository = repository;
    this.#base = base;
  }

  /** Runs a search, or repeats an answer of the last minute (`hit`). */
  async run(wish: SearchWish): Promise<{ bundle: Bundle; hit: boolean }> {
    checkParameters(wish);
    const { params, type } = wish;
    if (params.has("_include") || params.has("_revinclude")) return await this.#withIncludes(wish);
    const question = `${type}?${[...params].map((pair) => pair.join("=")).sort().join("&")}`;
    const known = wish.reuse ? this.#known(question) : undefined;
    const answered = known ?? await this.#ask(wish, question);
    const count = Math.min(wish.most ?? Number(params.get("_count") ?? PAGE), LARGEST_PAGE);
    const counted = params.get("_total") === "accurate";
    const bundle = await this.#page(answered, 0, count, counted, wish.most !== undefined);
    return { bundle, hit: known !== undefined };
  }

  /** A later page: `?_getpages=ID&_getpagesoffset=N&_count=N`. */
  async page(params: URLSearchParams): Promise<Bundle> {
    const id = params.get("_getpages");
    const answered = [...this.#answered.values()].find((one) => one.id === id);
    if (answered === undefined) {
      throw refuse(410, `HAPI-0417: Search ID "${id}" does not exist and may have expired`);
    }
    const offset = Number(params.get("_getpagesoffset") ?? 0);
    const count = Math.min(Number(params.get("_count") ?? PAGE), LARGEST_PAGE);
    return await this.#page(answered, offset, count, false, false);
  }

  #known(question: string): Answered | undefined {
    const answered = this.#answered.get(question);
    return answered !== undefined && Date.now() - answered.at < REUSE ? answered : undefined;
  }

  async #ask({ type, params, reuse, most }: SearchWish, question: string): Promise<Answered> {
    const request = parseSearchRequest<Resource>(type as ResourceType, record(params));
    const { count: _count, offset: _offset, ...whole } = request;
    const bundle = await this.#repository.search(whole);
    const keys = (bundle.entry ?? []).flatMap(({ resource }) =>
      resource === undefined ? [] : [`${resource.resourceType}/${resource.id}`]
    );
    const answered = { id: crypto.randomUUID(), keys, at: Date.now(), question };
    // A fresh answer does not replace the remembered one, which the next plain search repeats.
    const slot = reuse || !this.#answered.has(question) ? question : answered.id;
    if (most === undefined) this.#answered.set(slot, answered);
    const oldest = this.#answered.keys().next().value;
    if (this.#answered.size > MOST && oldest !== undefined) this.#answered.delete(oldest);
    return answered;
  }

  async #page(
    answered: Answered,
    offset: number,
    count: number,
    counted: boolean,
    only: boolean,
  ): Promise<Bundle> {
    const { keys } = answered;
    const end = offset + count;
    const entry: BundleEntry[] = [];
    for (const key of keys.slice(offset, end)) {
      const [type = "", id = ""] = key.split("/");
      // What was deleted since is left out; what was changed comes as it is now.
      if (!this.#repository.has(type, id)) continue;
      const resource = await this.#repository.readResource(type, id);
      entry.push({ fullUrl: `${this.#base()}/${key}`, resource, search: { mode: "match" } });
    }
    const last = end >= keys.length;
    const next = `${this.#base()}?_getpages=${answered.id}&_getpagesoffset=${end}&_count=${count}`;
    const withTotal = counted || last || keys.length <= COUNTED;
    return {
      resourceType: "Bundle",
      type: "searchset",
      ...(withTotal ? { total: keys.length } : {}),
      link: [
        { relation: "self", url: `${this.#base()}/${answered.question.split("?")[0]}` },
        ...(last || only || count === 0
          ? []
          : [{ relation: "next", url: `${next}&_bundletype=searchset` }]),
      ],
      ...(entry.length === 0 ? {} : { entry }),
    };
  }

  async #withIncludes({ type, params }: SearchWish): Promise<{ bundle: Bundle; hit: boolean }> {
    const request = parseSearchRequest<Resource>(type as ResourceType, record(params));
    const bundle = await this.#repository.search(request);
    return { bundle, hit: false };
  }
}

function record(params: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)]));
}

/** HAPI refuses parameters that it does not know, and empty ones it would read as "everybody". */
function checkParameters({ type, params }: SearchWish): void {
  const known = getSearchParameters(type);
  if (known === undefined) throw refuse(404, `HAPI-0302: Unknown resource type '${type}'`);
  for (const [name, value] of params) {
    const bare = name.split(/[:.]/)[0]!;
    if (!CONTROL.has(bare) && known[bare] === undefined) {
      throw refuse(400, `HAPI-0524: Unknown search parameter "${bare}" for ${type}`);
    }
    if (bare === "_count" && !/^-?\d+$/.test(value)) {
      throw refuse(400, `HAPI-1667: Invalid _count value: ${value}`);
    }
  }
}
