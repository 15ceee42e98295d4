// The only place that writes to the console: Fresh reports there too, and tests may spy on it.

/** Reports an unexpected error of a request. */
export function logError(error: unknown): void {
  // deno-lint-ignore no-console -- Fresh itself logs unhandled errors of requests here
  console.error(error);
}

/** Warns about a route file whose exports Fresh does not use. */
export function logWarning(message: string): void {
  // deno-lint-ignore no-console -- the same text and arguments as Fresh's warning
  console.warn(`🍋 %c[WARNING] ${message}`, "color:rgb(251, 184, 0)");
}

/** Says something to the developer at start-up or build. */
export function logInfo(message: string): void {
  // deno-lint-ignore no-console -- start-up message of a development server
  console.log(message);
}
