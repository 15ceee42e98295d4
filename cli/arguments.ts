import { parseArgs } from "node:util";
import { UsageError } from "./command.ts";

/** What a command takes: its words in order, then options with or without a value. */
export interface Shape<Word extends string, Text extends string, Flag extends string> {
  readonly words: readonly Word[];
  readonly texts?: readonly Text[];
  readonly flags?: readonly Flag[];
}

/** The values by name; an option that was not given is undefined, a flag false. */
export interface Arguments<Word extends string, Text extends string, Flag extends string> {
  readonly word: Readonly<Record<Word, string>>;
  readonly text: Readonly<Partial<Record<Text, string>>>;
  readonly flag: Readonly<Record<Flag, boolean>>;
}

/**
 * Reads a command's arguments strictly: a word too many or too few, an unknown option, an option
 * without its value are usage errors, so that a typing mistake never does something else.
 */
export function readArguments<
  const Word extends string,
  const Text extends string = never,
  const Flag extends string = never,
>(
  args: readonly string[],
  { words, texts = [], flags = [] }: Shape<Word, Text, Flag>,
): Arguments<Word, Text, Flag> {
  const { values, positionals } = parse(args, texts, flags);
  if (positionals.length !== words.length) {
    const missing = words.slice(positionals.length).map((word) => word.toUpperCase());
    throw new UsageError(
      missing.length > 0 ? `Missing: ${missing.join(" ")}` : "Too many arguments",
    );
  }
  return {
    word: record(words, (_, at) => positionals[at] ?? ""),
    text: record(texts, (name) => values[name]) as Partial<Record<Text, string>>,
    flag: record(flags, (name) => values[name] === true),
  };
}

function parse(args: readonly string[], texts: readonly string[], flags: readonly string[]) {
  const options = {
    ...record(texts, () => ({ type: "string" as const })),
    ...record(flags, () => ({ type: "boolean" as const })),
  };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "Wrong arguments");
  }
}

function record<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name, at: number) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name, at) => [name, value(name, at)])) as Record<
    Name,
    Value
  >;
}
