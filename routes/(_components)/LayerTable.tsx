import { translate } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import type { LayerReport } from "../../lib/patients/cascade.ts";

/** Which layers were asked for a patient, what each said and how long it took. */
export function LayerTable({ lang, layers }: { lang: Lang; layers: readonly LayerReport[] }) {
  return (
    <div class="table-card">
      <table>
        <thead>
          <tr>
            <th scope="col">{translate(lang, "patient.layer")}</th>
            <th scope="col">{translate(lang, "patient.answer")}</th>
            <th scope="col" class="right">{translate(lang, "patient.time")}</th>
          </tr>
        </thead>
        <tbody>
          {layers.map(({ layer, answer, ms }) => (
            <tr key={layer}>
              <th scope="row">{translate(lang, `source.${layer}`)}</th>
              <td>{translate(lang, `answer.${answer}`)}</td>
              <td class="right number">{ms} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
