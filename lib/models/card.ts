import { Fault } from "../fault/fault.ts";

/** A section of a model card: a heading and its text. */
export interface CardSection {
  readonly title: string;
  /** Paragraphs, list items and table rows as lines of plain text. */
  readonly lines: readonly string[];
}

/** A figure that was measured: where, what, how much. */
export interface CardFigure {
  readonly data: string;
  readonly measure: string;
  readonly value: string;
}

/** A model card as the panel shows it. */
export interface Card {
  readonly title: string;
  readonly version: string;
  /** What the model was trained on. */
  readonly data: readonly string[];
  readonly figures: readonly CardFigure[];
  readonly knownFailures: readonly string[];
  /** All sections in their order, those above included. */
  readonly sections: readonly CardSection[];
  /** The whole card as Markdown. */
  readonly markdown: string;
}

/**
 * Reads a model card: Markdown with a level-one title, a line `Version: x.y.z`, and the sections
 * "Training data", "Figures" (a table of data, measure, value) and "Known failures", none of them
 * empty. Fault `model_broken` names what is missing: a model without an honest card does not run.
 */
export function parseCard(markdown: string): Card {
  const lines = markdown.split(/\r?\n/);
  const title = lines.find((line) => line.startsWith("# "))?.slice(2).trim();
  const version = lines.map((line) => /^Version: (\S+)$/.exec(line.trim())?.[1]).find(Boolean);
  if (title === undefined || title === "") missing("a title");
  if (version === undefined) missing("a version");
  const sections = splitSections(lines);
  return {
    title,
    version,
    data: textOf(sections, "Training data"),
    figures: textOf(sections, "Figures").flatMap(parseFigure),
    knownFailures: textOf(sections, "Known failures"),
    sections,
    markdown,
  };
}

function splitSections(lines: readonly string[]): CardSection[] {
  const sections: { title: string; lines: string[] }[] = [];
  let paragraph = false;
  for (const line of lines) {
    const text = line.trim();
    const known = sections.at(-1)?.lines;
    if (line.startsWith("## ")) sections.push({ title: text.slice(3), lines: [] });
    // A line that neither starts something nor follows a blank one goes on with the one before it.
    else if (paragraph && /^[^-|]/.test(text)) known?.push(`${known.pop()} ${text}`);
    else if (text !== "") known?.push(text.replace(/^- /, ""));
    paragraph = text !== "" && !/^[#|]/.test(text);
  }
  return sections;
}

function textOf(sections: readonly CardSection[], title: string): readonly string[] {
  const section = sections.find((one) => one.title === title);
  if (section === undefined || section.lines.length === 0) missing(`the section "${title}"`);
  return section.lines;
}

/** Cells of a table row; the heading, the rule below it and prose give nothing. */
function parseFigure(line: string): CardFigure[] {
  const [data, measure, value, ...rest] = line.split("|").slice(1, -1).map((cell) => cell.trim());
  if (data === undefined || measure === undefined || value === undefined) return [];
  if (rest.length > 0 || /^[-: ]*$/.test(data) || data === "Data") return [];
  return [{ data, measure, value }];
}

function missing(what: string): never {
  throw new Fault("model_broken", `The model card lacks ${what}`, {
    facts: { reason: `the card lacks ${what}` },
  });
}
