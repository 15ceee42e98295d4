import { translate } from "../i18n/catalogue.ts";
import { millilitres, wholePercent } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import type { RegionConfidence } from "../tumour/confidence.ts";
import type { LesionConfidence } from "../tumour/lesion_confidence.ts";
import type { Reading } from "./reading.ts";

/** A share as a number with a bar under it; the bar is decorative, the number says the same. */
export function Share({ share }: { share: number | undefined }) {
  if (share === undefined) return <td class="right number">–</td>;
  return (
    <td class="right number" data-confidence={share}>
      {wholePercent(share)} %
      <svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="rail" x="0" y="0" width="100" height="4" />
        <rect class="part" x="0" y="0" width={100 * share} height="4" />
      </svg>
    </td>
  );
}

/** What the column of confidences means, and behind a click all else that is known of it. */
export function ConfidenceDetails({ lang, reading }: { lang: Lang; reading: Reading }) {
  const regions = reading.confidence.filter(({ evidence }) => evidence !== undefined);
  if (regions.length === 0) return null;
  const meaning = reading.calibrated ? "confidence.meaning" : "confidence.uncalibrated";
  return (
    <>
      <p class="hint">{translate(lang, meaning)}</p>
      <details>
        <summary>{translate(lang, "confidence.details")}</summary>
        <Expected lang={lang} regions={regions} />
        <Lesions lang={lang} lesions={reading.lesionConfidence} />
      </details>
    </>
  );
}

const REGION_KEYS = {
  WT: "region.wholeTumour",
  TC: "region.tumourCore",
  ET: "region.enhancing",
} as const;

function Expected({ lang, regions }: { lang: Lang; regions: readonly RegionConfidence[] }) {
  const ranges = regions.flatMap(({ evidence }) => evidence?.range ?? []);
  const ml = translate(lang, "reading.ml");
  return (
    <>
      <table class="volumes">
        <thead>
          <tr>
            <th scope="col">{translate(lang, "reading.region")}</th>
            <th scope="col" class="right">{translate(lang, "confidence.expected")}</th>
            {ranges.length > 0 && (
              <th scope="col" class="right">{translate(lang, "confidence.range")}</th>
            )}
          </tr>
        </thead>
        <tbody>
          {regions.map(({ region, evidence }) => (
            <tr key={region}>
              <th scope="row">{translate(lang, REGION_KEYS[region])}</th>
              <td class="right number" data-expected={region}>
                {millilitres(evidence?.expectedMm3 ?? 0)} {ml}
              </td>
              {ranges.length > 0 && (
                <td class="right number">
                  {evidence?.range
                    ? `${millilitres(evidence.range.leastMm3)}–${
                      millilitres(evidence.range.mostMm3)
                    } ${ml}`
                    : "–"}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">
        {translate(lang, "confidence.expectedMeaning")}
        {ranges[0] && " " + translate(lang, "confidence.rangeMeaning", {
              share: ranges.map(({ share }) => Math.round(100 * share)).join(" / "),
            })}
      </p>
    </>
  );
}

function Lesions({ lang, lesions }: { lang: Lang; lesions: readonly LesionConfidence[] }) {
  if (lesions.length === 0) return null;
  return (
    <table class="volumes" data-lesions={lesions.length}>
      <thead>
        <tr>
          <th scope="col">{translate(lang, "confidence.lesion")}</th>
          <th scope="col" class="right">{translate(lang, "reading.volumes")}</th>
          <th scope="col" class="right">{translate(lang, "confidence.title")}</th>
        </tr>
      </thead>
      <tbody>
        {lesions.map(({ mm3, meanProbability }, n) => (
          <tr key={n}>
            <th scope="row">{translate(lang, "confidence.lesionName", { number: n + 1 })}</th>
            <td class="right number">
              {millilitres(mm3)} {translate(lang, "reading.ml")}
            </td>
            <Share share={meanProbability} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** That nothing was drawn, in words, and how sure that is. Never a diagnosis. */
export function NoTumour({ lang, reading }: { lang: Lang; reading: Reading }) {
  const evidence = reading.confidence.find(({ region }) => region === "WT")?.evidence;
  return (
    <div data-no-tumour={evidence?.largestProbability ?? ""}>
      <p>
        <strong>{translate(lang, "reading.noTumour")}</strong>
      </p>
      {evidence && (
        <p class="hint">
          {translate(lang, "none.sure", {
            largest: wholePercent(evidence.largestProbability),
            possible: millilitres(evidence.possibleMm3),
          })}
        </p>
      )}
      <p class="hint">{translate(lang, "none.meaning")}</p>
    </div>
  );
}
