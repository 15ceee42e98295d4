import { page } from "fresh";
import { Head } from "fresh/runtime";
import Worklist from "../islands/Worklist.tsx";
import { may } from "../lib/access/policy.ts";
import { translate } from "../lib/i18n/catalogue.ts";
import { seoulTime } from "../lib/i18n/format.ts";
import { filterRows, pageOfRows, type RowFilter, type RowPage } from "../lib/view/filter_rows.ts";
import { define } from "../state.ts";
import { signedIn } from "./(_api)/signed_in.ts";
import { visibleStudies } from "./(_api)/study_rows.ts";
import { Empty } from "./(_components)/Empty.tsx";
import { WorklistFilter } from "./(_components)/WorklistFilter.tsx";
import { Pager } from "./(_components)/Pager.tsx";

const PAGE_SIZE = 25;

interface Data {
  readonly list: RowPage;
  readonly filter: RowFilter;
  readonly person: string;
  readonly ownOnly: boolean;
  readonly today: string;
}

export const handler = define.handlers({
  async GET(ctx) {
    const person = signedIn(ctx);
    // Administrators have no images; their work is the jobs page.
    if (may(person, "jobs.view", { ownPatient: false })) return ctx.redirect("/jobs", 303);
    const query = ctx.url.searchParams;
    const filter = { state: query.get("state") ?? "", review: query.get("review") ?? "" };
    const rows = filterRows(await visibleStudies(ctx), filter);
    return page<Data>({
      list: pageOfRows(rows, Number(query.get("page") ?? 1), PAGE_SIZE),
      filter,
      person: person.userId,
      ownOnly: !may(person, "study.list", { ownPatient: false }),
      today: seoulTime(new Date()).slice(0, 10),
    });
  },
});

export default define.page<typeof handler>(function WorklistPage({ data, state: { lang } }) {
  const { list, filter, person, ownOnly, today } = data;
  const filtered = filter.state !== "" || filter.review !== "";
  return (
    <>
      <Head>
        <title>{translate(lang, "worklist.title")} – NeuroNova</title>
      </Head>
      <div class="page-head">
        <h1>{translate(lang, "worklist.title")}</h1>
        <p>{translate(lang, "worklist.count", { total: list.total })}</p>
      </div>
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
            watch={list.page === 1 ? `/api/studies?${new URLSearchParams({ ...filter })}` : null}
            known={list.total}
            showPatient
          />
        )}
      <Pager lang={lang} page={list.page} pages={list.pages} query={{ ...filter }} />
    </>
  );
});
