import { pino } from "pino";
import { causeChain } from "./cause_chain.ts";

/** How much is written; each level holds those after it. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * All that a line may say besides its event: ids, codes, counts and durations. There is no field
 * for a name, an MRN or a free text, and anything not named here is dropped at run time as well.
 */
export interface LogFields {
  readonly requestId?: string | undefined;
  readonly userId?: string | undefined;
  readonly patientId?: string | undefined;
  readonly studyUid?: string | undefined;
  readonly seriesUid?: string | undefined;
  readonly inferenceId?: string | undefined;
  readonly jobId?: string | undefined;
  readonly queue?: string | undefined;
  readonly stage?: string | undefined;
  readonly state?: string | undefined;
  readonly percent?: number | undefined;
  readonly attempt?: number | undefined;
  readonly model?: string | undefined;
  readonly provider?: string | undefined;
  readonly layer?: string | undefined;
  readonly neighbour?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: string | undefined;
  readonly method?: string | undefined;
  /** The route's pattern (`/patients/:id`), never the address that was asked for. */
  readonly route?: string | undefined;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly version?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly pid?: number | undefined;
  readonly count?: number | undefined;
  readonly bytes?: number | undefined;
  readonly ms?: number | undefined;
  /** An error and its causes: written by name, code and cleaned message. */
  readonly error?: unknown;
}

/** A writer of JSON lines. The event is a constant sentence; what varies goes into the fields. */
export interface Log {
  debug(fields: LogFields, event: string): void;
  info(fields: LogFields, event: string): void;
  warn(fields: LogFields, event: string): void;
  error(fields: LogFields, event: string): void;
  /** A log whose lines all carry `fields` too, for instance a request's id. */
  child(fields: LogFields): Log;
}

const STRINGS = new Set([
  ...["requestId", "userId", "patientId", "studyUid", "seriesUid", "inferenceId", "jobId"],
  ...["queue", "stage", "state", "model", "provider", "layer", "neighbour", "action", "outcome"],
  ...["method", "route", "code", "version", "host"],
]);
const NUMBERS = new Set([
  ...["percent", "attempt", "status", "port", "pid", "count", "bytes", "ms"],
]);

/** Longest text of a field: ids and codes are shorter, so more is a mistake. */
const LONGEST = 128;

function allowed(fields: LogFields): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (STRINGS.has(name) && typeof value === "string") line[name] = value.slice(0, LONGEST);
    if (NUMBERS.has(name) && typeof value === "number") line[name] = value;
    if (name === "error" && value !== undefined) line["error"] = causeChain(value);
  }
  return line;
}

/**
 * Opens the log: one JSON object a line with `level`, `time` (ISO 8601, UTC), the allowed fields
 * and `event`. Services write to stdout, the command line to stderr, where its answers do not go.
 *
 * @param to where lines go: a stream, or a function that takes each line (tests)
 */
export function openLog(
  level: LogLevel,
  to: "stdout" | "stderr" | ((line: string) => void) = "stdout",
): Log {
  const write = typeof to === "function" ? to : writerOf(Deno[to]);
  const options = {
    level,
    base: null,
    messageKey: "event",
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const root = pino(options, { write });
  return logOver((name, fields, event) => root[name](fields, event), {});
}

type Sink = (level: LogLevel, fields: Record<string, unknown>, event: string) => void;

function logOver(sink: Sink, own: LogFields): Log {
  const at = (level: LogLevel) => (fields: LogFields, event: string) =>
    sink(level, allowed({ ...own, ...fields }), event);
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => logOver(sink, { ...own, ...fields }),
  };
}

/**
 * Writes lines to a stream. A full disk below it loses lines, never the request that wrote one; the
 * first line that finds room again is preceded by how many were lost.
 */
function writerOf(stream: { writeSync(bytes: Uint8Array): number }): (line: string) => void {
  const encoder = new TextEncoder();
  let lost = 0;
  const write = (line: string) => {
    const bytes = encoder.encode(line);
    for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
  };
  return (line) => {
    try {
      if (lost > 0) write(lostLines(lost));
      lost = 0;
      write(line);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      lost += 1;
    }
  };
}

/** Begins with a line end: the line that no longer fitted may stand there in part. */
function lostLines(count: number): string {
  const time = new Date().toISOString();
  const event = "lines of this log were lost: its disk was full";
  return `\n${JSON.stringify({ level: "warn", time, count, event })}\n`;
}
