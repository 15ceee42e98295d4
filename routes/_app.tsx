import { asset } from "fresh/runtime";
import { define } from "../state.ts";
import { Header } from "./(_components)/Header.tsx";
import { ResearchStrip } from "./(_components)/ResearchStrip.tsx";
import { translate } from "../lib/i18n/catalogue.ts";
import SessionGuard from "../islands/SessionGuard.tsx";

/** The frame of every page, error pages included. */
export default define.page(function App({ Component, state, url }) {
  const { lang, person, theme } = state;
  return (
    <html lang={lang} data-theme={theme} data-time-zone={state.connections.config.timeZone}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" type="image/svg+xml" href={asset("/favicon.svg")} />
        <link rel="stylesheet" href={asset("/style.css")} />
      </head>
      <body>
        <a class="skip" href="#content">{translate(lang, "app.skip")}</a>
        <ResearchStrip lang={lang} />
        <Header lang={lang} theme={theme} person={person} address={url} />
        <main id="content" tabIndex={-1}>
          <Component />
        </main>
        {person && <SessionGuard lang={lang} userId={person.userId} person={person.name} />}
      </body>
    </html>
  );
});
