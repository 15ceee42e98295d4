/** How ONNX Runtime is to run: from configuration. */
export interface RuntimeOptions {
  /** Execution providers in the order to try, for example `["cuda", "cpu"]`. */
  readonly providers: readonly string[];
  /** Threads of one operator; 0 leaves it to the runtime (all cores). */
  readonly threads: number;
}

/** A provider that was asked for and could not be used, with the runtime's own words. */
export interface SkippedProvider {
  readonly provider: string;
  readonly reason: string;
}

/** Which provider ran, and why those before it did not. The caller logs `skipped`. */
export interface ProviderReport {
  readonly used: string;
  readonly skipped: readonly SkippedProvider[];
}

/** First line of an error in at most 200 characters: runtimes append whole stacks to theirs. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.trim().split("\n")[0] ?? "").slice(0, 200);
}
