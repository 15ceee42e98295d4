import assert from "node:assert/strict";
import fc from "fast-check";
import type { Patient } from "@medplum/fhirtypes";
import { faultsOf } from "../../stack/fhir/validate.ts";
import { fromOpenEmr } from "./from_openemr.ts";
import { openEmrRow } from "./openemr_row.ts";

const SITE = {
  authority: "urn:oid:1.2.410.200001.9",
  uuidSystem: "http://openemr.test/default/patient-uuid",
  zone: "Asia/Seoul",
};
const NOW = new Date("2026-11-24T12:00:00Z");
const UUID = "a34a56d5-d6a5-4c2c-8e59-d0bdcbd96590";

function convert(row: unknown): Patient {
  return fromOpenEmr(openEmrRow.parse(row), SITE, NOW);
}

/** Rows with the odd corners of real ones; each has its Patient in golden/. */
const ROWS: Readonly<Record<string, Record<string, unknown>>> = {
  korean: {
    uuid: UUID,
    pubpid: "MRN-0007",
    fname: "서연",
    lname: "김",
    sex: "Female",
    DOB: "1961-04-05",
    ss: "610405-2345678",
    drivers_license: "11-22-333333-44",
    monthly_income: "4000000",
    guardiansname: "김보호",
    preferred_name: "Kim Seo-yeon",
    phone_cell: "010-1111-2222",
    phone_contact: "010-9999-8888",
    contact_relationship: "배우자",
    street: "세종대로 110",
    city: "중구",
    state: "서울특별시",
    postal_code: "04524",
    country_code: "KR",
    language: "korean",
    date: "2026-01-05 09:00:00",
  },
  hanja_with_history: {
    uuid: UUID,
    pubpid: "0042",
    fname: "瑞姸",
    lname: "金",
    sex: "F",
    DOB: "1961-04-05",
    previous_names: [
      {
        previous_name_first: "Seo-yeon",
        previous_name_last: "Park",
        previous_name_enddate: "1990-05-06",
      },
      {
        previous_name_last: "이",
        previous_name_first: "서연",
        previous_name_enddate: "0000-00-00",
      },
    ],
    addresses: [
      {
        line1: "Old Road 1",
        city: "Busan",
        use: "home",
        period_start: "2001-01-01",
        period_end: "2010-01-01",
      },
      { line1: "Work 2", city: "Seoul", use: "work", type: "physical", period_start: "2011-01-01" },
    ],
  },
  western: {
    uuid: UUID,
    pubpid: "1",
    title: "Mr",
    fname: "Foo",
    mname: "Q",
    lname: "O'Neil",
    suffix: "Jr",
    sex: "Male",
    DOB: "1992-02-02",
    phone_home: "02-123-4567",
    phone_biz: "n/a",
    email: "foo@bar.example",
    street: "456 Tree Lane",
    street_line_2: "Apt 3",
    city: "FooTown",
    county: "Foo County",
    state: "FL",
    postal_code: "08642",
    country_code: "US",
    language: "Klingon",
  },
  deceased_at: {
    uuid: UUID,
    pubpid: "2",
    lname: "Doe",
    sex: "",
    DOB: "0000-00-00",
    deceased_date: "2024-07-01 13:45:10",
    deceased_reason: "unknown",
  },
  deceased_on: {
    uuid: UUID,
    pubpid: "3",
    sex: "UNK",
    DOB: "2023-02-30",
    deceased_date: "2024-07-01 00:00:00",
  },
  deceased_somehow: {
    uuid: UUID,
    pubpid: "4",
    sex: "nonbinary",
    DOB: "2099-01-01",
    deceased_date: "0000-00-00 00:00:00",
    deceased_reason: "fall",
  },
  alive: {
    uuid: UUID,
    pubpid: "5",
    sex: "asked-declined",
    deceased_date: "0000-00-00 00:00:00",
    deceased_reason: "",
  },
  nothing: { uuid: null, pubpid: null, fname: null, lname: "", sex: null, DOB: null },
};

for (const [name, row] of Object.entries(ROWS)) {
  Deno.test(`fromOpenEmr() makes of the row "${name}" what golden/${name}.json says`, async () => {
    const patient = convert(row);
    const file = new URL(`./golden/${name}.json`, import.meta.url);
    if (Deno.env.get("UPDATE_GOLDEN") !== undefined) {
      await Deno.writeTextFile(file, `${JSON.stringify(patient, null, 2)}\n`);
    }
    assert.deepEqual(patient, JSON.parse(await Deno.readTextFile(file)));
    assert.deepEqual(faultsOf(patient), []);
  });
}

Deno.test("what is nobody's business never leaves the parser", () => {
  const kept = JSON.stringify(openEmrRow.parse(ROWS.korean));
  for (const secret of ["610405", "11-22-333333", "4000000", "김보호"]) {
    assert.ok(!kept.includes(secret), secret);
  }
});

Deno.test("a row that is no patient is refused", () => {
  for (const none of [null, [], "row", 7]) {
    assert.equal(openEmrRow.safeParse(none).success, false);
  }
});

const WORDS = [
  ...["", " ", "0", "0000-00-00", "0000-00-00 00:00:00", "2023-02-30", "2024-02-29", "9999-12-31"],
  ...[
    "2024-05-06 07:08:09",
    "0001-01-01",
    "Male",
    "UNK",
    "<b>&\"'",
    "김",
    "金",
    "Kim",
    "é".normalize("NFD"),
  ],
  ...[
    "\u0000",
    "\ud800",
    "a\u00a0b",
    "\u200b",
    "a@b",
    "home",
    "old",
    "work",
    "korean",
    "ko",
    "x".repeat(2000),
  ],
];

const anyText = fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: "binary" }), fc.string());
const anyField = fc.oneof(
  { weight: 6, arbitrary: anyText },
  { weight: 1, arbitrary: fc.anything() },
);

function recordOf(keys: readonly string[]) {
  return fc.record(Object.fromEntries(keys.map((key) => [key, anyField])), { requiredKeys: [] });
}

const anyName = recordOf([
  ...["previous_name_first", "previous_name_middle", "previous_name_last"],
  ...["previous_name_suffix", "previous_name_enddate"],
]);
const anyAddress = recordOf([
  ...["line1", "line2", "city", "district", "state", "postal_code", "country_code"],
  ...["period_start", "period_end", "use", "type"],
]);
const anyRow = fc.tuple(
  recordOf(Object.keys(openEmrRow.shape)),
  fc.oneof(fc.array(anyName, { maxLength: 3 }), fc.anything()),
  fc.oneof(fc.array(anyAddress, { maxLength: 3 }), fc.anything()),
).map(([row, previous_names, addresses]) => ({ ...row, previous_names, addresses }));

Deno.test("no row whatever makes an invalid Patient or a crash", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const patient = convert(row);
      const faults = faultsOf(patient);
      assert.deepEqual(faults, [], JSON.stringify(patient));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("times of death are told with the offset that the hospital's clocks had then", () => {
  const dead = { uuid: UUID, pubpid: "1", deceased_date: "1987-07-01 13:00:00" };
  const at = (zone: string) =>
    fromOpenEmr(openEmrRow.parse(dead), { ...SITE, zone }, NOW).deceasedDateTime;
  // Seoul had summer time in 1987.
  assert.equal(at("Asia/Seoul"), "1987-07-01T13:00:00+10:00");
  assert.equal(at("America/St_Johns"), "1987-07-01T13:00:00-02:30");
  assert.equal(at("UTC"), "1987-07-01T13:00:00+00:00");
});
