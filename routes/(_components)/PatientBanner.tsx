import type { ComponentChildren } from "preact";
import { type TextKey, translate } from "../../lib/i18n/catalogue.ts";
import { localTime } from "../../lib/i18n/format.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import { sexWord } from "../../lib/view/sex_word.ts";
import type { BannerData } from "../(_api)/banner_data.ts";

interface Props {
  readonly lang: Lang;
  readonly banner: BannerData;
  /** More facts of the page, after those of the patient. */
  readonly children?: ComponentChildren;
}

/** Who this is: name, birth date, age, sex, number and its authority, source and age of the data. */
export function PatientBanner({ lang, banner, children }: Props) {
  const unknown = translate(lang, "patient.unknown");
  const age = banner.age === null ? "" : translate(lang, "patient.age", { years: banner.age });
  const name = banner.name || translate(lang, "patient.noName");
  return (
    <section class="banner" aria-label={translate(lang, "patient.banner")}>
      <p class="banner-name">
        {banner.id ? <a href={`/patients/${banner.id}`} aria-current="false">{name}</a> : name}
        {banner.otherNames.map((other) => <span key={other} class="other">{other}</span>)}
      </p>
      <dl class="facts">
        <Fact lang={lang} word="patient.born">
          {[banner.birthDate || unknown, age].filter((part) => part !== "").join(" · ")}
        </Fact>
        <Fact lang={lang} word="patient.sex">{sexWord(banner.sex, lang) || unknown}</Fact>
        <Fact lang={lang} word="patient.mrn">
          {banner.mrn || unknown}{" "}
          <span class="authority" title={translate(lang, "patient.authority")}>
            {banner.authority}
          </span>
        </Fact>
        {children}
      </dl>
      <p class="banner-source">
        {translate(lang, "patient.source")}: {translate(lang, `source.${banner.source}`)}
        {banner.asOf && (
          <>
            {", "}
            <span class="number">
              {translate(lang, "patient.asOf", { time: localTime(banner.asOf) })}
            </span>
          </>
        )}
        {banner.pending && <span class="chip chip-wait">{translate(lang, "patient.pending")}</span>}
      </p>
    </section>
  );
}

/** One fact of the banner. */
export function Fact(
  { lang, word, children }: { lang: Lang; word: TextKey; children: ComponentChildren },
) {
  return (
    <div>
      <dt>{translate(lang, word)}</dt>
      <dd>{children}</dd>
    </div>
  );
}
