import { translate, translateWord } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import type { Publication } from "../../lib/inference/list_inferences.ts";
import { LocalTime } from "../../lib/view/LocalTime.tsx";

/** Results that the FHIR server still lacks. */
export function PublicationTable(
  { lang, publications }: { lang: Lang; publications: readonly Publication[] },
) {
  return (
    <div class="table-card">
      <table>
        <thead>
          <tr>
            <th scope="col">{translate(lang, "jobs.id")}</th>
            <th scope="col">{translate(lang, "jobs.state")}</th>
            <th scope="col">{translate(lang, "jobs.code")}</th>
            <th scope="col" class="right">{translate(lang, "jobs.attempt")}</th>
            <th scope="col">{translate(lang, "jobs.updated")}</th>
          </tr>
        </thead>
        <tbody>
          {publications.map(({ inferenceId, state, code, attempts, updatedAt }) => (
            <tr key={inferenceId}>
              <th scope="row" class="mono" title={inferenceId}>{inferenceId.slice(0, 8)}</th>
              <td>
                <span class={state === "failed" ? "chip chip-bad" : "chip chip-wait"}>
                  {translateWord(lang, "publication", state)}
                </span>
              </td>
              <td class="mono">{code ?? "–"}</td>
              <td class="right number">{attempts}</td>
              <td class="number">
                <LocalTime moment={updatedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
