/** What every layer of the cascade must do, whatever its neighbour is like. */
import assert from "node:assert/strict";
import type { PatientIdentity } from "../../lib/patients/identity.ts";
import type { PatientSource } from "../../lib/patients/source.ts";

/** One layer, prepared by its own test. */
export interface SourceUnderTest extends AsyncDisposable {
  readonly source: PatientSource;
  /** Makes the neighbour know a patient of this identity. */
  add(identity: PatientIdentity): Promise<void>;
  /** Makes it hang: no answer while the test lasts. */
  hang(): Promise<void> | void;
  /** Makes it gone: connections are refused. */
  end(): Promise<void>;
  /** Makes it refuse our account; only where `refuses`. */
  refuse?(): void;
}

/** How layers differ by nature. */
export interface SourceTraits {
  /** Whether two patients of one number can exist there. */
  readonly ambiguous: boolean;
  /** Whether it can refuse a record. */
  readonly refuses: boolean;
}

/** Numbers that differ although a loose comparison takes some for the same. */
const DIFFERENT = ["MRN-1", "mrn-1", "0001", "1", "MRN_1", "MRN 1", 'O\'Neil-"7"', "차트7", "a$1"];

/** Runs the contract on one layer. `open` gives it fresh each time. */
export function patientSourceContract(
  name: string,
  authority: string,
  traits: SourceTraits,
  open: () => Promise<SourceUnderTest>,
): void {
  const find = (under: SourceUnderTest, mrn: string, ms = 5_000) =>
    under.source.find({ authority, mrn }, { signal: AbortSignal.timeout(ms) });

  Deno.test(`${name} finds a patient by exactly its number and no other`, async () => {
    await using under = await open();
    for (const mrn of DIFFERENT) {
      assert.equal((await find(under, mrn)).kind, "not_found", mrn);
    }
    for (const mrn of DIFFERENT) {
      await under.add({ authority, mrn });
      const answer = await find(under, mrn);
      assert.ok(answer.kind === "found", `${mrn}: ${answer.kind}`);
      assert.equal(
        answer.patient.identifier?.find((one) => one.system === authority)?.value,
        mrn,
      );
      assert.ok(Math.abs(answer.asOf.getTime() - Date.now()) < 60_000);
    }
  });

  Deno.test(`${name} keeps patients of different authorities apart`, async () => {
    await using under = await open();
    await under.add({ authority, mrn: "MRN-1" });
    const other = { authority: `${authority}.2`, mrn: "MRN-1" };
    const answer = await under.source.find(other, { signal: AbortSignal.timeout(5_000) });
    assert.equal(answer.kind, "not_found");
  });

  Deno.test(`${name} never chooses between two patients of one number`, async () => {
    await using under = await open();
    await under.add({ authority, mrn: "MRN-1" });
    await under.add({ authority, mrn: "MRN-1" });
    assert.equal((await find(under, "MRN-1")).kind, traits.ambiguous ? "ambiguous" : "found");
  });

  Deno.test(`${name} takes separators and wildcards in a number for what they are`, async () => {
    await using under = await open();
    await under.add({ authority, mrn: "MRN-1" });
    for (const mrn of ["MRN-1,MRN-2", "x|MRN-1", "%", "MRN-_", "*", "MRN-1\\", "' OR '1'='1"]) {
      const { kind } = await find(under, mrn);
      assert.ok(kind === "not_found" || kind === "unavailable", `${mrn}: ${kind}`);
    }
  });

  Deno.test(`${name} gives up with the signal and says that it does not know`, async () => {
    await using under = await open();
    await under.add({ authority, mrn: "MRN-1" });
    await under.hang();
    const start = Date.now();
    assert.equal((await find(under, "MRN-1", 200)).kind, "unavailable");
    assert.ok(Date.now() - start < 1_500);
    const late = { signal: AbortSignal.abort() };
    assert.equal((await under.source.find({ authority, mrn: "MRN-1" }, late)).kind, "unavailable");
  });

  Deno.test(`${name} that is gone is unavailable, never a miss`, async () => {
    await using under = await open();
    await under.end();
    assert.equal((await find(under, "MRN-1")).kind, "unavailable");
  });

  if (!traits.refuses) return;
  Deno.test(`${name} that refuses is neither a miss nor an outage`, async () => {
    await using under = await open();
    await under.add({ authority, mrn: "MRN-1" });
    under.refuse?.();
    assert.equal((await find(under, "MRN-1")).kind, "refused");
  });
}
