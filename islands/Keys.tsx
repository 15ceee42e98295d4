import { useEffect, useRef } from "preact/hooks";
import type { Role } from "../lib/database/tables.ts";
import { type TextKey, translate } from "../lib/i18n/catalogue.ts";
import type { Lang } from "../lib/i18n/language.ts";
import { Icon } from "../lib/view/Icon.tsx";
import { isTyping } from "../lib/view/keyboard.ts";

type Line = readonly [keys: string, word: TextKey];

const GROUPS: readonly (readonly [title: TextKey, lines: readonly Line[]])[] = [
  ["help.anywhere", [
    ["?", "help.open"],
    ["g w", "help.goWorklist"],
    ["g p", "help.goPatients"],
  ]],
  ["help.onWorklist", [["j k", "help.move"], ["Enter", "help.openStudy"]]],
  ["help.onStudy", [
    ["n", "help.request"],
    ["a", "help.accept"],
    ["r", "help.reject"],
    ["s", "help.segmentation"],
  ]],
];

/** Keys that work everywhere, and the list of all of them. */
export default function Keys({ lang, role }: { lang: Lang; role: Role }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useGoTo(dialog, role);
  return (
    <>
      <button type="button" class="plain" onClick={() => dialog.current?.showModal()}>
        <kbd>?</kbd> {translate(lang, "nav.help")}
      </button>
      <dialog ref={dialog} aria-labelledby="keys-title">
        <h2 id="keys-title">{translate(lang, "help.title")}</h2>
        {GROUPS.map(([title, lines]) => (
          <section key={title}>
            <h3>{translate(lang, title)}</h3>
            <dl class="keys">
              {lines.map(([keys, word]) => [
                <dt key={keys}>{keys.split(" ").map((key) => <kbd key={key}>{key}</kbd>)}</dt>,
                <dd key={word}>{translate(lang, word)}</dd>,
              ])}
            </dl>
          </section>
        ))}
        <p class="hint">{translate(lang, "help.note")}</p>
        <form method="dialog">
          <button type="submit">
            <Icon name="cross" /> {translate(lang, "help.close")}
          </button>
        </form>
      </dialog>
    </>
  );
}

/** `?` opens the list; `g` and then `w` or `p` within a second goes somewhere. */
function useGoTo(dialog: { readonly current: HTMLDialogElement | null }, role: Role): void {
  const goAt = useRef(0);
  useEffect(() => {
    const places: Readonly<Record<string, string>> = role === "administrator"
      ? { w: "/jobs" }
      : { w: "/", p: "/patients" };
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const place = places[event.key];
      if (event.key === "?") dialog.current?.showModal();
      else if (event.key === "g") goAt.current = Date.now();
      else if (place !== undefined && Date.now() - goAt.current < 1000) {
        globalThis.location.assign(place);
      }
    };
    globalThis.addEventListener("keydown", onKey);
    return () => globalThis.removeEventListener("keydown", onKey);
  }, []);
}
