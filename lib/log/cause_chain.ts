import { Fault } from "../fault/fault.ts";

/** One link of an error's chain of causes as the log shows it. */
export interface LoggedError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  /** Where it arose: file and line of the innermost frames, for errors that are not ours. */
  readonly at?: readonly string[];
}

const DEEPEST = 8;
const LONGEST = 300;
const FRAMES = 4;

/**
 * An error and its causes, outermost first, fit for the log: drivers put rows, queries and
 * addresses into their messages ("Duplicate entry 'urn:…-MRN' for key"), so whatever stands in
 * quotes and whatever follows a host name is cut from every message that is not our own.
 */
export function causeChain(error: unknown): LoggedError[] {
  const chain: LoggedError[] = [];
  for (let link = error; link !== undefined && chain.length < DEEPEST;) {
    chain.push(logged(link));
    link = link instanceof Error ? link.cause : undefined;
  }
  return chain;
}

function logged(link: unknown): LoggedError {
  if (!(link instanceof Error)) return { name: typeof link, message: "not an Error" };
  const own = link instanceof Fault;
  const message = cleaned(link.message, own);
  const code = codeOf(link);
  const frames = own ? undefined : framesOf(link);
  return { name: link.name, ...(code && { code }), message, ...(frames && { at: frames }) };
}

function codeOf(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Cuts addresses to their origin always, and quoted text unless the message is a Fault's. */
function cleaned(message: string, own: boolean): string {
  const short = message.replace(ADDRESS, (_, scheme, rest) => `${scheme}${hostOf(rest)}/…`);
  return (own ? short : short.replace(QUOTED, "$1…$1")).slice(0, LONGEST);
}

const ADDRESS = /\b([a-z]+:\/\/)([^\s"'<>()]+)/gi;
/** Text between quotes, also when the closing quote is missing. */
const QUOTED = /(["'`])(?:\\.|(?!\1)[^\\])*(?:\1|$)/gs;

function hostOf(rest: string): string {
  return (rest.split(/[/?#]/)[0] ?? "").split("@").at(-1) ?? "";
}

function framesOf(error: Error): string[] | undefined {
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  const places = frames.map((frame) => /([^/\\\s(]+:\d+):\d+\)?$/.exec(frame)?.[1]);
  const known = places.filter((place) => place !== undefined).slice(0, FRAMES);
  return known.length > 0 ? known : undefined;
}
