import { computed, type ReadonlySignal, Signal } from "@preact/signals";
import { SlotRef } from "../json/slot_ref.ts";
import { stringify } from "../json/stringify.ts";
import { slotTemplates } from "./document.ts";
import type { RenderState } from "./state.ts";

/** What tells computed signals from plain ones; the public API has no class for them. */
const COMPUTED = Object.getPrototypeOf(computed(() => 0));

/** The templates and the one script that start a page's islands; "" on a page without any. */
export function bootScript(state: RenderState, basePath: string): string {
  if (state.islands.size === 0 || state.clientEntry === "") return "";
  const templates = slotTemplates(state);
  const imports = [
    `import { boot } from ${quote(basePath + state.clientEntry)};`,
  ];
  const names: string[] = [];
  for (const { name, exportName, file } of state.islands) {
    const binding = exportName === "default"
      ? name
      : exportName === name
      ? `{ ${name} }`
      : `{ ${exportName} as ${name} }`;
    imports.push(`import ${binding} from ${quote(basePath + file)};`);
    names.push(name);
  }
  const props = stringify(state.islandProps, {
    Signal: (value) => isSignal(value) ? { value: value.peek() } : undefined,
    Computed: (value) => isComputed(value) ? { value: value.peek() } : undefined,
    Slot: (value) => value instanceof SlotRef ? { value: value.id } : undefined,
  });
  const code = `${imports.join("")}boot({${names.join(",")}},${quote(props)});`;
  return `${templates}<script type="module" nonce="${state.nonce}">${code}</script>`;
}

/** The `Link` header that lets the browser load the modules while it reads the page. */
export function preloadHeader(state: RenderState, basePath: string): string {
  const files = new Set([
    state.clientEntry,
    ...[...state.islands].map((island) => island.file),
  ]);
  return [...files]
    .map((file) => `<${encodeURI(basePath + file)}>; rel="modulepreload"; as="script"`)
    .join(", ");
}

function isComputed(value: unknown): value is ReadonlySignal {
  return value instanceof Signal && Object.getPrototypeOf(value) === COMPUTED;
}

function isSignal(value: unknown): value is Signal {
  return value instanceof Signal && !isComputed(value);
}

/** A JavaScript string literal that cannot end the script element it stands in. */
function quote(text: string): string {
  return JSON.stringify(text)
    .replaceAll(/<\/(script|style)/gi, "<\\/$1")
    .replaceAll("<!--", "<\\!--")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}
