// The only place that writes to the console: Fresh reports there too, and tests may spy on it.

/** Reports an unexpected error of a request. */
export function logError(error: unknown): void {
  // deno-lint-ignore no-console -- unhandled errors of requests belong there
  console.error(error);
}

/** Warns about exports of a route file that have no effect, in Fresh's own words. */
export function logWarning(message: string): void {
  // deno-lint-ignore no-console -- a hint for the developer
  console.warn(`🍋 %c[WARNING] ${message}`, "color:rgb(251, 184, 0)");
}
