/** Where a command line reads and writes; a test's keeps the text instead. */
export interface Terminal {
  /** Settings: the process environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where a demo is looked for when there are no settings; null: nowhere. */
  readonly dataFolder: string | null;
  /** Writes to standard output as it is. */
  out(text: string): void;
  /** Writes a line to standard error. */
  err(line: string): void;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Aborts when the person or the system ends the command. */
  readonly signal: AbortSignal;
}

/** The process's own streams and signals. */
export function processTerminal(environment: Terminal["environment"]): Terminal {
  const ended = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => ended.abort(new Error(signal)));
  }
  return {
    environment,
    dataFolder: ".data",
    out: (text) => write(Deno.stdout, text),
    err: (line) => write(Deno.stderr, `${line}\n`),
    readInput: () => new Response(Deno.stdin.readable).text(),
    signal: ended.signal,
  };
}

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
}
