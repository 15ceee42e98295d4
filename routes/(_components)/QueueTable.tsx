import { translate } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import type { QueueCounts } from "../../lib/health/queue_counts.ts";

const COLUMNS = ["waiting", "active", "delayed", "failed", "outbox"] as const;

/** How full each queue is. */
export function QueueTable({ lang, queues }: { lang: Lang; queues: readonly QueueCounts[] }) {
  return (
    <div class="table-card">
      <table>
        <thead>
          <tr>
            <th scope="col">{translate(lang, "jobs.queue")}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" class="right">{translate(lang, `jobs.${column}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.name}>
              <th scope="row" class="mono">{queue.name}</th>
              {COLUMNS.map((column) => <td key={column} class="right number">{queue[column]}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
