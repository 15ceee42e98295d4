import type { ComponentChildren } from "preact";
import { translate, translateWord } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import Keys from "../../islands/Keys.tsx";
import type { Person } from "../../lib/session/person.ts";
import { Icon } from "../../lib/view/Icon.tsx";
import type { Theme } from "../../state.ts";
import { placesOf } from "./places.ts";

interface Props {
  readonly lang: Lang;
  readonly theme: Theme;
  readonly person: Person | null;
  /** Where this is; the preference forms come back to it. */
  readonly address: URL;
}

/** Brand, navigation by role, language, theme and sign-out. Plain forms: works without scripts. */
export function Header({ lang, theme, person, address }: Props) {
  const back = address.pathname + address.search;
  const otherTheme = theme === "dark" ? "light" : "dark";
  return (
    <header class="top">
      <a class="brand" href={person ? "/" : "/login"} aria-current="false">
        <Icon name="brain" />
        {translate(lang, "app.name")}
      </a>
      {person && <Navigation lang={lang} person={person} path={address.pathname} />}
      <div class="top-tools">
        {person && (
          <p class="who">
            {person.name}
            <span>{translateWord(lang, "role", person.role)}</span>
          </p>
        )}
        {person && <Keys lang={lang} places={placesOf(person).map(({ href }) => href)} />}
        <Preference name="lang" value={lang === "ko" ? "en" : "ko"} back={back}>
          <span lang={lang === "ko" ? "en" : "ko"}>{translate(lang, "nav.otherLanguage")}</span>
        </Preference>
        <Preference name="theme" value={otherTheme} back={back}>
          <Icon name={theme === "dark" ? "sun" : "moon"} />
          {translate(lang, theme === "dark" ? "nav.toLight" : "nav.toDark")}
        </Preference>
        {person && (
          <form method="post" action="/logout">
            <button type="submit" class="plain">
              <Icon name="signOut" />
              {translate(lang, "nav.signOut")}
            </button>
          </form>
        )}
      </div>
    </header>
  );
}

function Navigation({ lang, person, path }: { lang: Lang; person: Person; path: string }) {
  return (
    <nav aria-label={translate(lang, "nav.label")}>
      {placesOf(person).map(({ href, word }) => (
        <a key={href} href={href} aria-current={currentOf(href, path)}>{translate(lang, word)}</a>
      ))}
    </nav>
  );
}

/** The page itself, a page below it (studies hang below the worklist), or elsewhere. */
function currentOf(href: string, path: string): "page" | "true" | "false" {
  if (href === path) return "page";
  return path.startsWith(href === "/" ? "/studies/" : `${href}/`) ? "true" : "false";
}

interface PreferenceProps {
  readonly name: "lang" | "theme";
  readonly value: string;
  readonly back: string;
  readonly children: ComponentChildren;
}

function Preference({ name, value, back, children }: PreferenceProps) {
  return (
    <form method="post" action="/preferences">
      <input type="hidden" name="back" value={back} />
      <button type="submit" class="plain" name={name} value={value}>{children}</button>
    </form>
  );
}
