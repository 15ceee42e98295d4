import { type Context, page } from "fresh";
import { Head } from "fresh/runtime";
import Worklist from "../islands/Worklist.tsx";
import { may } from "../lib/access/policy.ts";
import { askNeighbour, type NeighbourState } from "../lib/health/ask_neighbours.ts";
import { translate } from "../lib/i18n/catalogue.ts";
import { localTime } from "../lib/i18n/format.ts";
import { filterRows, pageOfRows, type RowFilter, type RowPage } from "../lib/view/filter_rows.ts";
import { Notice } from "../lib/view/Notice.tsx";
import { define, type State } from "../state.ts";
import { signedIn } from "./(_api)/signed_in.ts";
import { visibleStudies } from "./(_api)/study_rows.ts";
import { Empty } from "./(_components)/Empty.tsx";
import { readForm } from "./(_middleware)/read_form.ts";
import { WorklistFilter } from "./(_components)/WorklistFilter.tsx";
import { Pager } from "./(_components)/Pager.tsx";

const PAGE_SIZE = 50;

interface Data {
  readonly list: RowPage;
  readonly filter: RowFilter;
  readonly pacsUp: boolean;
  readonly person: string;
  readonly ownOnly: boolean;
  readonly today: string;
}

export const handler = define.handlers({
  async GET(ctx) {
    // Administrators have no images; their work is the jobs page.
    if (may(signedIn(ctx), "jobs.view", { ownPatient: false })) return ctx.redirect("/jobs", 303);
    return page(await worklist(ctx, ctx.url.searchParams, ""));
  },

  /** Searches by name or number: posted, so that neither stands in an address. */
  async POST(ctx) {
    const form = await readForm(ctx.req);
    return page(await worklist(ctx, form, form.get("text") ?? ""));
  },
});

async function worklist(
  ctx: Context<State>,
  query: URLSearchParams,
  text: string,
): Promise<Data> {
  const person = signedIn(ctx);
  const filter = { state: query.get("state") ?? "", review: query.get("review") ?? "", text };
  const [rows, { up }] = await Promise.all([visibleStudies(ctx), askOrthanc(ctx)]);
  return {
    list: pageOfRows(
      filterRows(rows, filter),
      Number(query.get("page") ?? 1),
      // What was searched for stands in no address, so its next page could not be linked.
      text === "" ? PAGE_SIZE : rows.length + 1,
    ),
    filter,
    pacsUp: up,
    person: person.userId,
    ownOnly: !may(person, "study.list", { ownPatient: false }),
    today: localTime(new Date()).slice(0, 10),
  };
}

/** The list is our index; without the PACS it may be old, and images do not open. */
function askOrthanc(ctx: Context<State>): Promise<NeighbourState> {
  return askNeighbour(ctx.state.connections, "orthanc");
}

export default define.page<typeof handler>(function WorklistPage({ data, state: { lang } }) {
  const { list, filter, pacsUp, person, ownOnly, today } = data;
  const { text, ...inAddress } = filter;
  const filtered = Object.values(filter).some((value) => value !== "");
  return (
    <>
      <Head>
        <title>{translate(lang, "worklist.title")} – NeuroNova</title>
      </Head>
      <div class="page-head">
        <h1>{translate(lang, "worklist.title")}</h1>
        <p>{translate(lang, "worklist.count", { total: list.total })}</p>
      </div>
      {!pacsUp && <Notice tone="ask">{translate(lang, "worklist.partial")}</Notice>}
      <WorklistFilter lang={lang} filter={filter} />
      {list.total === 0
        ? (
          <Empty
            title={translate(lang, "worklist.empty")}
            hint={translate(
              lang,
              ownOnly && !filtered ? "worklist.emptyOwn" : "worklist.emptyHint",
            )}
          />
        )
        : (
          <Worklist
            lang={lang}
            rows={list.rows}
            person={person}
            today={today}
            watch={list.page === 1 && text === ""
              ? `/api/studies?${new URLSearchParams(inAddress)}`
              : null}
            known={list.total}
            showPatient
          />
        )}
      <Pager lang={lang} page={list.page} pages={list.pages} query={inAddress} />
    </>
  );
});
