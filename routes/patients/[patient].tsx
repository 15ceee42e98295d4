import { page } from "fresh";
import { Head } from "fresh/runtime";
import Worklist from "../../islands/Worklist.tsx";
import { translate } from "../../lib/i18n/catalogue.ts";
import { localTime } from "../../lib/i18n/format.ts";
import type { LayerReport } from "../../lib/patients/cascade.ts";
import type { StudyRow } from "../../lib/view/study_row.ts";
import { define } from "../../state.ts";
import { openPatient } from "../(_api)/find_patient.ts";
import { type BannerData, bannerOfChart } from "../(_api)/banner_data.ts";
import { signedIn } from "../(_api)/signed_in.ts";
import { visibleStudies } from "../(_api)/study_rows.ts";
import { readWalk } from "../(_api)/walk.ts";
import { Empty } from "../(_components)/Empty.tsx";
import { LayerTable } from "../(_components)/LayerTable.tsx";
import { PatientBanner } from "../(_components)/PatientBanner.tsx";

interface Data {
  readonly banner: BannerData;
  readonly layers: readonly LayerReport[];
  readonly rows: readonly StudyRow[];
  readonly person: string;
  readonly today: string;
}

export const handler = define.handlers({
  async GET(ctx) {
    const { identity, answer } = await openPatient(ctx, ctx.params.patient ?? "");
    const today = localTime(new Date()).slice(0, 10);
    // A look-up that led here says how it went; by now the chart is in the cache.
    const layers = readWalk(ctx.url.searchParams.get("walk")) ?? answer.layers;
    const source = layers.find((report) => report.answer === "found")?.layer ?? answer.source;
    return page<Data>({
      banner: bannerOfChart({ ...answer, source }, identity, ctx.state.lang, today),
      layers,
      rows: await visibleStudies(ctx, identity),
      person: signedIn(ctx).userId,
      today,
    });
  },
});

export default define.page<typeof handler>(function PatientPage({ data, state: { lang } }) {
  const { banner, layers, rows, person, today } = data;
  return (
    <>
      <Head>
        <title>{translate(lang, "patient.title")} – NeuroNova</title>
      </Head>
      <h1 class="visually-hidden">{translate(lang, "patient.title")}</h1>
      <PatientBanner lang={lang} banner={{ ...banner, id: null }} />
      <section class="section">
        <h2>{translate(lang, "patient.studies")}</h2>
        {rows.length === 0
          ? (
            <Empty
              title={translate(lang, "patient.noStudies")}
              hint={translate(lang, "patient.noStudiesHint")}
            />
          )
          : (
            <Worklist
              lang={lang}
              rows={rows}
              person={person}
              today={today}
              watch={null}
              known={rows.length}
              showPatient={false}
            />
          )}
      </section>
      <section class="section">
        <h2>{translate(lang, "patient.layers")}</h2>
        <LayerTable lang={lang} layers={layers} />
      </section>
    </>
  );
});
