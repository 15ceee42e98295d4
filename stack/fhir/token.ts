import type { Resource } from "@medplum/fhirtypes";

/**
 * Whether one of a resource's identifiers matches a token parameter as HAPI reads it: commas are
 * OR, `S|v` both, `|v` without a system, `S|` any value, `v` any system; exact in case, no
 * wildcards, outer blanks ignored, a backslash takes the meaning of what follows.
 */
export function matchesToken(resource: Resource | undefined, parameter: string): boolean {
  const identifiers = identifiersOf(resource);
  return split(parameter, ",").some((one) => {
    const [first = "", second] = split(one, "|").map(unescape);
    if (second === undefined) return identifiers.some(({ value }) => value === first);
    return identifiers.some(({ system, value }) =>
      system === first && (second === "" || value === second)
    );
  });
}

function identifiersOf(resource: Resource | undefined) {
  const list = resource !== undefined && "identifier" in resource ? resource.identifier : undefined;
  const own = Array.isArray(list) ? list : list === undefined ? [] : [list];
  return own.map((identifier) => {
    const { system, value } = typeof identifier === "string" ? {} : identifier;
    return { system: system ?? "", value: value?.trim() };
  });
}

/** Splits at a separator that has no backslash before it. */
function split(text: string, separator: string): string[] {
  const parts = [""];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === separator) parts.push("");
    else {
      const size = text[at] === "\\" ? 2 : 1;
      parts[parts.length - 1] += text.slice(at, at + size);
      at += size - 1;
    }
  }
  return parts;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, "$1").trim();
}
