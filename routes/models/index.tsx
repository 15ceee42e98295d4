import { page } from "fresh";
import { Head } from "fresh/runtime";
import { translate } from "../../lib/i18n/catalogue.ts";
import { faultText } from "../../lib/i18n/fault_text.ts";
import type { PackList } from "../../lib/models/load_packs.ts";
import { Notice } from "../../lib/view/Notice.tsx";
import { define } from "../../state.ts";
import { Empty } from "../(_components)/Empty.tsx";
import { ModelText } from "../(_components)/ModelText.tsx";

export const handler = define.handlers({
  GET(ctx) {
    return page<PackList>(ctx.state.connections.packs);
  },
});

export default define.page<typeof handler>(function Models({ data, state: { lang } }) {
  const { packs, refused } = data;
  return (
    <div class="medium">
      <Head>
        <title>{translate(lang, "models.title")} – NeuroNova</title>
      </Head>
      <div class="page-head">
        <h1>{translate(lang, "models.title")}</h1>
        <p>{translate(lang, "models.intro")}</p>
      </div>
      {packs.length + refused.length === 0 && (
        <Empty title={translate(lang, "models.none")} hint={translate(lang, "models.intro")} />
      )}
      {packs.map(({ manifest }) => (
        <article key={manifest.id} class="card">
          <h2>
            <a href={`/models/${manifest.id}`}>{manifest.name}</a>{" "}
            <span class="muted number">{manifest.version}</span>
          </h2>
          <p>
            <ModelText lang={lang}>{manifest.task}</ModelText>
          </p>
          <dl class="pairs">
            <dt>{translate(lang, "models.checksum")}</dt>
            <dd class="mono">{manifest.sha256}</dd>
            <dt>{translate(lang, "models.licence")}</dt>
            <dd>
              <ModelText lang={lang}>{manifest.licence}</ModelText>
            </dd>
          </dl>
        </article>
      ))}
      {refused.map(({ directory, fault }) => {
        const { message, action } = faultText(fault.code, fault.facts, lang);
        return (
          <article key={directory} class="card">
            <h2>{directory}</h2>
            <Notice tone="bad" title={`${translate(lang, "models.refused")}: ${message}`}>
              {action}
            </Notice>
          </article>
        );
      })}
    </div>
  );
});
