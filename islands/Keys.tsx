import { useEffect, useRef } from "preact/hooks";
import { type TextKey, translate } from "../lib/i18n/catalogue.ts";
import type { Lang } from "../lib/i18n/language.ts";
import { Icon } from "../lib/view/Icon.tsx";
import { isTyping } from "../lib/view/keyboard.ts";

type Line = readonly [keys: string, word: TextKey];

/** `g` and then one of these goes there. */
const GOES: Readonly<Record<string, readonly [href: string, word: TextKey]>> = {
  w: ["/", "help.goWorklist"],
  p: ["/patients", "help.goPatients"],
  j: ["/jobs", "help.goJobs"],
};

const ON_STUDIES: readonly (readonly [title: TextKey, lines: readonly Line[]])[] = [
  ["help.onWorklist", [["j k", "help.move"], ["Enter", "help.openStudy"]]],
  ["help.onStudy", [
    ["n", "help.request"],
    ["a", "help.accept"],
    ["r", "help.reject"],
    ["s", "help.segmentation"],
  ]],
];

interface Props {
  readonly lang: Lang;
  /** Addresses that the person may go to. */
  readonly places: readonly string[];
}

/** Keys that work everywhere, and the list of all of them. */
export default function Keys({ lang, places }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useGoTo(dialog, places);
  const goes = Object.entries(GOES).filter(([, [href]]) => places.includes(href))
    .map(([key, [, word]]): Line => [`g ${key}`, word]);
  const everywhere: readonly Line[] = [["?", "help.open"], ...goes];
  const groups = [
    ["help.anywhere", everywhere] as const,
    ...(places.includes("/") ? ON_STUDIES : []),
  ];
  return (
    <>
      <button type="button" class="plain" onClick={() => dialog.current?.showModal()}>
        <kbd>?</kbd> {translate(lang, "nav.help")}
      </button>
      <dialog ref={dialog} aria-labelledby="keys-title">
        <h2 id="keys-title">{translate(lang, "help.title")}</h2>
        {groups.map(([title, lines]) => (
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
        {places.includes("/") && <p class="hint">{translate(lang, "help.note")}</p>}
        <form method="dialog">
          <button type="submit">
            <Icon name="cross" /> {translate(lang, "help.close")}
          </button>
        </form>
      </dialog>
    </>
  );
}

/** `?` opens the list; `g` and then another key within a second goes somewhere. */
function useGoTo(
  dialog: { readonly current: HTMLDialogElement | null },
  places: readonly string[],
): void {
  const goAt = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const place = GOES[event.key]?.[0];
      if (event.key === "?") dialog.current?.showModal();
      else if (event.key === "g") goAt.current = Date.now();
      else if (place !== undefined && places.includes(place) && Date.now() - goAt.current < 1000) {
        globalThis.location.assign(place);
      }
    };
    globalThis.addEventListener("keydown", onKey);
    return () => globalThis.removeEventListener("keydown", onKey);
  }, []);
}
