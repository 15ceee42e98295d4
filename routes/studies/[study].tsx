import { type Context, page } from "fresh";
import { Head } from "fresh/runtime";
import ReadingRoom from "../../islands/ReadingRoom.tsx";
import { allowStudy } from "../../lib/access/allow.ts";
import { type Action, may } from "../../lib/access/policy.ts";
import { record } from "../../lib/audit/record.ts";
import {
  type StudyMetastasis,
  studyMetastasis,
} from "../../lib/clinical_facts/study_metastasis.ts";
import { renewPredictions } from "../../lib/clinical_facts/renew_prediction.ts";
import { Fault } from "../../lib/fault/fault.ts";
import { translate } from "../../lib/i18n/catalogue.ts";
import { calendarDate, localTime } from "../../lib/i18n/format.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import { listInferences } from "../../lib/inference/list_inferences.ts";
import { readStudy } from "../../lib/studies/list_studies.ts";
import type { ModelChoice } from "../../lib/view/model_choice.ts";
import { Notice } from "../../lib/view/Notice.tsx";
import type { Reading } from "../../lib/view/reading.ts";
import type { Rights } from "../../lib/view/rights.ts";
import { WANTED_SEQUENCES } from "../../lib/view/study_row.ts";
import { type ChosenSeries, isUid, viewerUrl } from "../../lib/viewer/viewer_url.ts";
import { define, type State } from "../../state.ts";
import { modelChoices } from "../(_api)/model_choices.ts";
import { readingOf } from "../(_api)/reading_of.ts";
import { originOf, signedIn } from "../(_api)/signed_in.ts";
import { type StudyPatient, studyPatient } from "../(_api)/study_patient.ts";
import { Fact, PatientBanner } from "../(_components)/PatientBanner.tsx";

interface Data {
  readonly study: string;
  readonly date: string;
  readonly description: string;
  readonly patient: StudyPatient;
  /** Whether it has MR at all, and which of the four sequences were not recognised. */
  readonly images: { readonly mr: boolean; readonly missing: readonly string[] };
  readonly person: string;
  readonly rights: Rights;
  readonly models: readonly ModelChoice[];
  readonly newest: Reading | null;
  readonly metastasis: StudyMetastasis | null;
}

export const handler = define.handlers({
  async GET(ctx) {
    const uid = ctx.params.study ?? "";
    if (!isUid(uid)) throw new Fault("not_found", "Not a study UID");
    const { db, packs } = ctx.state.connections;
    const person = signedIn(ctx);
    const relation = await allowStudy(db, person, "study.view", uid, originOf(ctx));
    const study = await readStudy(db, uid);
    await record(db, {
      action: "study.view",
      outcome: "allowed",
      userId: person.userId,
      patientId: relation.patientId ?? undefined,
      studyUid: uid,
      ...originOf(ctx),
    });
    const { inferences } = await listInferences(db, { studyUid: uid, limit: 1 });
    const can = (action: Action) => may(person, action, relation);
    const patient = await studyPatient(ctx, study, localTime(new Date()).slice(0, 10));
    // A link that would be refused is not offered.
    const id = can("patient.view") ? patient.banner.id : null;
    // After the look-up, which makes the chart known whose cancers are asked for.
    const metastasis = await metastasisOf(ctx, uid);
    // By opening the page only: the API is asked again at every move of a reading.
    if (metastasis !== null && study.goneAt === null && can("facts.enter")) {
      await renewPredictions(db, packs, metastasis, person);
    }
    return page<Data>({
      study: uid,
      date: calendarDate(study.date),
      description: study.description,
      patient: { ...patient, banner: { ...patient.banner, id } },
      images: {
        mr: study.modalities.includes("MR"),
        missing: WANTED_SEQUENCES.filter((name) => !study.sequences.includes(name)),
      },
      person: person.userId,
      rights: {
        request: can("inference.request"),
        cancel: can("inference.cancel"),
        decide: can("review.decide"),
        enterFacts: can("facts.enter"),
      },
      models: modelChoices(packs),
      newest: inferences[0] ? readingOf(inferences[0], ctx.state.lang) : null,
      metastasis,
    });
  },
});

export default define.page<typeof handler>(function StudyPage({ data, state: { lang } }) {
  const { patient, study, date, description, images, person, rights, models, newest, metastasis } =
    data;
  const chosen = chosenSeries(newest);
  const hangable = images.missing.length < WANTED_SEQUENCES.length || chosen.T1 !== undefined;
  return (
    <>
      <Head>
        <title>{translate(lang, "study.title")} – NeuroNova</title>
      </Head>
      <h1 class="visually-hidden">{translate(lang, "study.title")}</h1>
      <div class="banner-area">
        <PatientBanner lang={lang} banner={patient.banner}>
          <Fact lang={lang} word="study.date">{date || translate(lang, "patient.unknown")}</Fact>
          <Fact lang={lang} word="study.description">{description}</Fact>
        </PatientBanner>
        <Doubt lang={lang} patient={patient} />
        {images.missing.length > 0 && <MissingImages lang={lang} {...images} />}
      </div>
      <ReadingRoom
        lang={lang}
        study={study}
        viewerSrc={viewerUrl(study, hangable ? chosen : null)}
        person={person}
        rights={rights}
        models={models}
        newest={newest}
        metastasis={metastasis}
      />
    </>
  );
});

/** The answers about metastases; without a model for them the page stands without. */
async function metastasisOf(ctx: Context<State>, uid: string): Promise<StudyMetastasis | null> {
  try {
    return await studyMetastasis(ctx.state.connections, uid);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "model_unknown") throw error;
    return null;
  }
}

/** Hang what the reading used, so that eye and network look at the same series. */
function chosenSeries(reading: Reading | null): ChosenSeries {
  const sequences = reading?.sequences ?? [];
  return Object.fromEntries(sequences.map(({ name, seriesUid }) => [name, seriesUid]));
}

/** What the viewer cannot hang, so that an empty place is no riddle. */
function MissingImages({ lang, mr, missing }: Data["images"] & { readonly lang: Lang }) {
  const sequences = missing.join(", ");
  const word = !mr
    ? "study.noMr"
    : missing.length === WANTED_SEQUENCES.length
    ? "study.noSequences"
    : "study.missingSequences";
  return <Notice tone="ask">{translate(lang, word, { sequences })}</Notice>;
}

function Doubt({ lang, patient }: { lang: Lang; patient: StudyPatient }) {
  switch (patient.doubt) {
    case "none":
      return null;
    case "unknown":
      return <Notice tone="ask">{translate(lang, "patient.fromImages")}</Notice>;
    case "refused":
      return <Notice tone="ask">{translate(lang, "patient.chartRefused")}</Notice>;
    case "unreachable":
      return (
        <Notice tone="ask">
          {translate(lang, "patient.unreachable", { layers: patient.layers })}
        </Notice>
      );
  }
}
