import { page } from "fresh";
import { Head } from "fresh/runtime";
import { translate } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import type { CardSection } from "../../lib/models/card.ts";
import { findPack } from "../../lib/models/load_packs.ts";
import type { Pack } from "../../lib/models/pack.ts";
import { Notice } from "../../lib/view/Notice.tsx";
import { define } from "../../state.ts";
import { CardText } from "../(_components)/CardText.tsx";
import { ModelText } from "../(_components)/ModelText.tsx";

export const handler = define.handlers({
  GET(ctx) {
    return page<Pack>(findPack(ctx.state.connections.packs, ctx.params.model ?? ""));
  },
});

export default define.page<typeof handler>(function ModelCard({ data, state: { lang } }) {
  const { manifest, card } = data;
  return (
    <div class="medium">
      <Head>
        <title>{translate(lang, "models.card")} – NeuroNova</title>
      </Head>
      <p>
        <a href="/models" aria-current="false">{translate(lang, "models.back")}</a>
      </p>
      <div class="page-head">
        <h1>{card.title}</h1>
        <p class="number">{translate(lang, "models.version")} {card.version}</p>
      </div>
      <div class="card">
        <dl class="pairs">
          <dt>{translate(lang, "models.task")}</dt>
          <dd>
            <ModelText lang={lang}>{manifest.task}</ModelText>
          </dd>
          <dt>{translate(lang, "models.checksum")}</dt>
          <dd class="mono">{manifest.sha256}</dd>
          <dt>{translate(lang, "models.licence")}</dt>
          <dd>
            <ModelText lang={lang}>{manifest.licence}</ModelText>
          </dd>
        </dl>
      </div>
      {lang === "ko" && <Notice tone="plain">{translate(lang, "models.cardLanguage")}</Notice>}
      {card.sections.map((section) => (
        <Section key={section.title} lang={lang} section={section} />
      ))}
    </div>
  );
});

function Section({ lang, section }: { lang: Lang; section: CardSection }) {
  const rows = section.lines.filter((line) => line.startsWith("|")).map(cellsOf)
    .filter((cells) => !cells.every((cell) => /^[-: ]*$/.test(cell)));
  const [head, ...body] = rows;
  return (
    <section class="card" lang="en">
      <h2>
        <ModelText lang={lang}>{section.title}</ModelText>
      </h2>
      {section.lines.filter((line) => !line.startsWith("|")).map((line) => (
        <p key={line}>
          <CardText>{line}</CardText>
        </p>
      ))}
      {head && (
        <table>
          <thead>
            <tr>
              {head.map((cell) => (
                <th key={cell} scope="col">
                  <ModelText lang={lang}>{cell}</ModelText>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {body.map((cells) => (
              <tr key={cells.join("|")}>
                {cells.map((cell, at) => (
                  <td key={at}>
                    <CardText>{cell}</CardText>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function cellsOf(line: string): string[] {
  return line.split("|").slice(1, -1).map((cell) => cell.trim());
}
