import { translate } from "../i18n/catalogue.ts";
import { ageInYears, calendarDate, clockTime } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import { shownName } from "../i18n/person_name.ts";
import { ReviewChip, StateChip } from "./StateChip.tsx";
import { sexWord } from "./sex_word.ts";
import { type StudyRow, WANTED_SEQUENCES } from "./study_row.ts";

interface Props {
  readonly lang: Lang;
  readonly rows: readonly StudyRow[];
  readonly today: string;
  readonly showPatient: boolean;
}

/** Studies as a table; the whole row is its link. */
export function StudyTable({ lang, rows, today, showPatient }: Props) {
  return (
    <div class="table-card studies">
      <table>
        <thead>
          <tr>
            {showPatient && <th scope="col">{translate(lang, "worklist.patient")}</th>}
            <th scope="col">{translate(lang, "worklist.study")}</th>
            <th scope="col">{translate(lang, "worklist.date")}</th>
            <th scope="col">{translate(lang, "worklist.sequences")}</th>
            <th scope="col">{translate(lang, "worklist.reading")}</th>
            <th scope="col">{translate(lang, "worklist.review")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.uid} lang={lang} row={row} today={today} showPatient={showPatient} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ lang, row, today, showPatient }: Omit<Props, "rows"> & { row: StudyRow }) {
  const href = `/studies/${row.uid}`;
  const title = row.description || translate(lang, "worklist.noDescription");
  return (
    <tr data-study={row.uid}>
      {showPatient && (
        <th scope="row">
          <PatientCell lang={lang} row={row} today={today} href={href} />
        </th>
      )}
      <td>
        {showPatient ? title : <a class="row-link" href={href}>{title}</a>}
        <span class="sub">{translate(lang, "worklist.images", { count: row.imageCount })}</span>
      </td>
      <td class="number">
        {calendarDate(row.studyDate) || translate(lang, "patient.unknown")}
        <span class="sub">{clockTime(row.studyTime)}</span>
      </td>
      <td>
        <Sequences lang={lang} found={row.sequences} />
      </td>
      <td>
        <StateChip
          lang={lang}
          state={row.reading?.state ?? null}
          percent={row.reading?.percent ?? 0}
        />
      </td>
      <td>
        <ReviewChip lang={lang} state={row.reading?.state ?? null} decision={row.review} />
      </td>
    </tr>
  );
}

interface PatientCellProps {
  readonly lang: Lang;
  readonly row: StudyRow;
  readonly today: string;
  readonly href: string;
}

function PatientCell({ lang, row, today, href }: PatientCellProps) {
  const { main, others } = shownName(row.personName, lang);
  const years = ageInYears(row.birthDate, today);
  const age = years === null ? "" : translate(lang, "patient.age", { years });
  const facts = [row.mrn, sexWord(row.sex, lang), age].filter((fact) => fact !== "");
  return (
    <>
      <a class="row-link" href={href}>
        {main || translate(lang, "worklist.unknownPatient")}
      </a>
      {others.map((other) => <span key={other} class="other-name">{other}</span>)}
      <span class="sub">{facts.join(" · ")}</span>
    </>
  );
}

function Sequences({ lang, found }: { lang: Lang; found: readonly string[] }) {
  const missing = WANTED_SEQUENCES.filter((name) => !found.includes(name));
  const count = WANTED_SEQUENCES.length - missing.length;
  return (
    <>
      <span class={missing.length > 0 ? "sequence-count short" : "sequence-count"}>
        {count}/{WANTED_SEQUENCES.length}
      </span>
      <span class="sub">
        {missing.length > 0
          ? translate(lang, "worklist.missing", { sequences: missing.join(", ") })
          : translate(lang, "worklist.allFound")}
      </span>
    </>
  );
}
