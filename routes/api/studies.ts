import { define } from "../../state.ts";
import { visibleStudies } from "../(_api)/study_rows.ts";
import { filterRows, pageOfRows } from "../../lib/view/filter_rows.ts";

const PAGE_SIZE = 100;

/** The studies that the person may see, filtered like the worklist, a hundred a page. */
export const handler = define.handlers({
  async GET(ctx) {
    const query = ctx.url.searchParams;
    const filter = { state: query.get("state") ?? "", review: query.get("review") ?? "", text: "" };
    const rows = filterRows(await visibleStudies(ctx), filter);
    const list = pageOfRows(rows, Number(query.get("page") ?? 1), PAGE_SIZE);
    return ctx.json({ studies: list.rows, total: list.total, page: list.page, pages: list.pages });
  },
});
