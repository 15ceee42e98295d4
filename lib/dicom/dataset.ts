import { Fault } from "../fault/fault.ts";
import type { Keyword, NumberVr, TextVr, VrOf } from "./tags.ts";

type ValueOf<V> = V extends TextVr ? string | readonly string[]
  : V extends NumberVr ? number | readonly number[]
  : V extends "SQ" ? readonly Dataset[]
  : Uint8Array;

/**
 * A DICOM data set by keyword. Text is decoded, person names keep their component groups
 * ("Hong^Gildong=洪^吉洞=홍^길동"), DS and IS are numbers, AT is group * 65536 + element, binary
 * values are little endian bytes. One value stands by itself, several as an array; an attribute
 * without a value is the empty array.
 */
export type Dataset = { readonly [K in Keyword]?: ValueOf<VrOf<K>> };

/** Keywords by the kind of their values. */
export type TextKeyword = { [K in Keyword]: VrOf<K> extends TextVr ? K : never }[Keyword];
export type NumberKeyword = { [K in Keyword]: VrOf<K> extends NumberVr ? K : never }[Keyword];
export type SequenceKeyword = { [K in Keyword]: VrOf<K> extends "SQ" ? K : never }[Keyword];

/** All values of a text attribute; absent or empty gives []. */
export function texts(dataset: Dataset, keyword: TextKeyword): readonly string[] {
  const value: string | readonly string[] | undefined = dataset[keyword];
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** First value of a text attribute; absent and empty both give undefined. */
export function text(dataset: Dataset, keyword: TextKeyword): string | undefined {
  return texts(dataset, keyword)[0] || undefined;
}

/** All values of a numeric attribute; absent or empty gives []. */
export function numbers(dataset: Dataset, keyword: NumberKeyword): readonly number[] {
  const value: number | readonly number[] | undefined = dataset[keyword];
  if (value === undefined) return [];
  return typeof value === "number" ? [value] : value;
}

/** First value of a numeric attribute. */
export function number(dataset: Dataset, keyword: NumberKeyword): number | undefined {
  return numbers(dataset, keyword)[0];
}

/** Items of a sequence; absent gives []. */
export function items(dataset: Dataset, keyword: SequenceKeyword): readonly Dataset[] {
  return dataset[keyword] ?? [];
}

/** First item of a sequence, or an empty data set. */
export function item(dataset: Dataset, keyword: SequenceKeyword): Dataset {
  return items(dataset, keyword)[0] ?? {};
}

/** A text attribute that must be there; without it throws `dicom_invalid` naming the keyword. */
export function requiredText(dataset: Dataset, keyword: TextKeyword): string {
  const value = text(dataset, keyword);
  if (value === undefined) throw missing(keyword);
  return value;
}

/** A numeric attribute that must be there; without it throws `dicom_invalid` naming the keyword. */
export function requiredNumber(dataset: Dataset, keyword: NumberKeyword): number {
  const value = number(dataset, keyword);
  if (value === undefined) throw missing(keyword);
  return value;
}

function missing(keyword: Keyword): Fault {
  return new Fault("dicom_invalid", `attribute ${keyword} is missing`, {
    facts: { reason: `${keyword} is missing` },
  });
}
