import type { Database } from "../database/connect.ts";
import { jsonOf } from "../inference/json_column.ts";
import { query } from "../inference/transact.ts";
import { FACT_NAMES, FACT_SCHEMAS, type FactName, type FactValue } from "../metastasis/facts.ts";

/** A fact that a person entered for a study, or took back. */
export interface EnteredFact {
  readonly name: FactName;
  /** Null: it was entered once and is not known after all. */
  readonly value: FactValue | null;
  /** Sign-in name of who entered it last. */
  readonly by: string;
  readonly at: Date;
}

/** The facts of a study at one moment. */
export interface StudyFacts {
  readonly facts: readonly EnteredFact[];
  /** Grows with every entry, 0 before the first: says later whether something changed meanwhile. */
  readonly version: number;
}

/** The newest value of every fact that was ever entered. Fault `database_unavailable`. */
export async function readFacts(db: Database, studyUid: string): Promise<readonly EnteredFact[]> {
  return (await readFactsOf(db, studyUid)).facts;
}

/**
 * The newest value of every fact that was ever entered for a study, in the order in which they are
 * asked, with the version. A value that this program no longer takes is left out. Fault
 * `database_unavailable`.
 */
export async function readFactsOf(db: Database, studyUid: string): Promise<StudyFacts> {
  const rows = await query(
    "The entered facts could not be read",
    () =>
      db.selectFrom("study_facts").innerJoin("users", "users.id", "study_facts.entered_by")
        .select(["study_facts.id", "study_facts.name", "fact", "users.name as by", "entered_at"])
        .where("study_uid", "=", studyUid).orderBy("study_facts.id").execute(),
  );
  const newest = new Map(rows.map((row) => [row.name, row]));
  const facts = FACT_NAMES.flatMap((name) => {
    const row = newest.get(name);
    if (row === undefined) return [];
    const parsed = FACT_SCHEMAS[name].nullable().safeParse(jsonOf(row.fact).value);
    if (!parsed.success) return [];
    return [{ name, value: parsed.data, by: row.by, at: row.entered_at }];
  });
  return { facts, version: rows.at(-1)?.id ?? 0 };
}
