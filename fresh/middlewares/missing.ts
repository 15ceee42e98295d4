import { notInStandIn } from "../error.ts";
import type { MiddlewareFn } from "../types.ts";

/** Options of Fresh's cors(). */
export type CORSOptions = Record<string, unknown>;

/** Fresh's CORS middleware, left out here. */
export function cors<State>(_options?: CORSOptions): MiddlewareFn<State> {
  return notInStandIn("cors()");
}

/** Fresh's IP filter, left out here. */
export function ipFilter<State>(_rules: unknown, _options?: unknown): MiddlewareFn<State> {
  return notInStandIn("ipFilter()");
}
