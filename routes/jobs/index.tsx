import { page } from "fresh";
import { Head } from "fresh/runtime";
import LiveNotice from "../../islands/LiveNotice.tsx";
import { allow } from "../../lib/access/allow.ts";
import { may } from "../../lib/access/policy.ts";
import { Fault } from "../../lib/fault/fault.ts";
import { askNeighbours, type NeighbourState } from "../../lib/health/ask_neighbours.ts";
import { type QueueCounts, queueCounts } from "../../lib/health/queue_counts.ts";
import { translate } from "../../lib/i18n/catalogue.ts";
import {
  listInferences,
  listPublications,
  type Publication,
} from "../../lib/inference/list_inferences.ts";
import type { Inference } from "../../lib/inference/read_inference.ts";
import { Notice } from "../../lib/view/Notice.tsx";
import { define } from "../../state.ts";
import { recordPage } from "../(_api)/record_page.ts";
import { originOf, signedIn } from "../(_api)/signed_in.ts";
import { Empty } from "../(_components)/Empty.tsx";
import { NeighbourList } from "../(_components)/NeighbourList.tsx";
import { Pager } from "../(_components)/Pager.tsx";
import { PublicationTable } from "../(_components)/PublicationTable.tsx";
import { QueueTable } from "../(_components)/QueueTable.tsx";
import { ReadingTable } from "../(_components)/ReadingTable.tsx";

const PAGE_SIZE = 25;

interface Data {
  readonly inferences: readonly Inference[];
  readonly page: number;
  readonly pages: number;
  readonly publications: readonly Publication[];
  /** Null while Redis does not answer. */
  readonly queues: readonly QueueCounts[] | null;
  readonly neighbours: readonly NeighbourState[];
  readonly mayChange: boolean;
  readonly person: string;
}

export const handler = define.handlers({
  async GET(ctx) {
    const { connections } = ctx.state;
    const { db } = connections;
    const person = signedIn(ctx);
    await allow(db, person, "jobs.view", originOf(ctx));
    const wanted = Math.max(1, Math.trunc(Number(ctx.url.searchParams.get("page")) || 1));
    const offset = (wanted - 1) * PAGE_SIZE;
    const [{ inferences, total }, publications, queues, neighbours] = await Promise.all([
      listInferences(db, { parts: true, limit: PAGE_SIZE, offset }),
      listPublications(db),
      queueCounts(db, connections.queues).catch(nullWhenQueuesAreDown),
      askNeighbours(connections),
      recordPage(ctx, "jobs.view"),
    ]);
    return page<Data>({
      inferences,
      page: wanted,
      pages: Math.max(1, Math.ceil(total / PAGE_SIZE)),
      publications,
      queues,
      neighbours,
      mayChange: may(person, "jobs.change", { ownPatient: false }),
      person: person.userId,
    });
  },
});

function nullWhenQueuesAreDown(error: unknown): null {
  if (error instanceof Fault && error.code === "queue_unavailable") return null;
  throw error;
}

export default define.page<typeof handler>(function JobsPage({ data, state: { lang } }) {
  return (
    <>
      <Head>
        <title>{translate(lang, "jobs.title")} – NeuroNova</title>
      </Head>
      <div class="page-head">
        <h1>{translate(lang, "jobs.title")}</h1>
        <p>{translate(lang, "jobs.intro")}</p>
      </div>
      <LiveNotice lang={lang} person={data.person} />
      <NeighbourList lang={lang} neighbours={data.neighbours} />
      <section class="section">
        <h2>{translate(lang, "jobs.readings")}</h2>
        {data.inferences.length === 0
          ? (
            <Empty
              title={translate(lang, "jobs.none")}
              hint={translate(lang, "jobs.noneHint")}
            />
          )
          : <ReadingTable lang={lang} inferences={data.inferences} mayChange={data.mayChange} />}
        <Pager lang={lang} page={data.page} pages={data.pages} query={{}} />
      </section>
      <section class="section">
        <h2>{translate(lang, "jobs.publications")}</h2>
        {data.publications.length === 0
          ? <p class="muted">{translate(lang, "jobs.nonePublications")}</p>
          : <PublicationTable lang={lang} publications={data.publications} />}
      </section>
      <section class="section">
        <h2>{translate(lang, "jobs.queues")}</h2>
        {data.queues === null
          ? <Notice tone="ask">{translate(lang, "jobs.queuesDown")}</Notice>
          : <QueueTable lang={lang} queues={data.queues} />}
      </section>
    </>
  );
});
