/** Keys whose value may be absent, without undefined. */
export type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out the keys whose value is undefined, as exactOptionalPropertyTypes wants it. */
export function present<T extends object>(values: T): Present<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
