/**
 * Rows under headings as aligned lines of text. Hangul and other wide characters count as two
 * columns, as terminals show them.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const all = [headings, ...rows];
  const widths = headings.map((_, at) => Math.max(...all.map((row) => columns(row[at] ?? ""))));
  return all.map((row) =>
    row.map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - columns(cell))).join("  ").trimEnd()
  );
}

/** East Asian wide and fullwidth blocks (Unicode TR 11), coarse but right for names. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/g;

function columns(text: string): number {
  return [...text].length + (text.match(WIDE)?.length ?? 0);
}
