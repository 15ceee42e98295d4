import type { ColumnType, Generated, JSONColumnType } from "kysely";

/** Moments are DATETIME(3) in UTC. */
type Moment = Date;
/** Set by the database at insert when left out. */
type DefaultMoment = ColumnType<Date, Date | undefined, Date>;

/** The roles a user can have; lib/access says what each may do. */
export type Role = "radiologist" | "clinician" | "administrator" | "service";

export interface UsersTable {
  id: string;
  name: string;
  role: Role;
  password_hash: string;
  created_at: DefaultMoment;
  disabled_at: Moment | null;
}

/** One row a sign-in. `refresh_hash` is the SHA-256 of the secret that renews it. */
export interface SessionsTable {
  id: string;
  user_id: string;
  refresh_hash: string;
  previous_hash: string | null;
  rotated_at: Moment;
  created_at: DefaultMoment;
  expires_at: Moment;
  revoked_at: Moment | null;
}

/** Wrong passwords by account and by address; slows guessing without locking people out. */
export interface SignInFailuresTable {
  subject_hash: string;
  failures: number;
  last_at: Moment;
}

/** Who treats whom: what makes a patient a clinician's own. By identity, so it can precede a chart. */
export interface CareTeamTable {
  user_id: string;
  authority: string;
  mrn: string;
  created_at: DefaultMoment;
}

/** The cache layer of the cascade. (authority, mrn) is unique under a binary collation. */
export interface PatientsTable {
  id: string;
  authority: string;
  mrn: string;
  resource: JSONColumnType<Record<string, unknown>>;
  source: "fhir" | "openemr";
  source_hash: string;
  source_time: Moment | null;
  fhir_id: string | null;
  fhir_version: string | null;
  fhir_sync: "synced" | "pending";
  fetched_at: Moment;
}

/** What the PACS says of a study, kept for the worklist and the gate; the PACS stays the source. */
export interface StudiesTable {
  uid: string;
  authority: string;
  mrn: string;
  dicom_name: string;
  dicom_birth_date: string | null;
  dicom_sex: string | null;
  study_date: string | null;
  study_time: string | null;
  description: string;
  accession: string;
  modalities: string;
  sequences: JSONColumnType<string[]>;
  series_count: number;
  instance_count: number;
  seen_at: Moment;
  gone_at: Moment | null;
}

/** One request for a reading. `fence` grows with each attempt: only the newest may write a result. */
export interface InferencesTable {
  id: string;
  study_uid: string;
  model: string;
  model_version: string;
  model_sha256: string;
  requested_by: string;
  parent_id: string | null;
  state:
    | "requested"
    | "queued"
    | "running"
    | "needs_input"
    | "completed"
    | "failed"
    | "cancelled";
  stage: string | null;
  percent: number;
  attempt: number;
  fence: number;
  code: string | null;
  facts: JSONColumnType<Record<string, string | number>> | null;
  provider: string | null;
  result: JSONColumnType<Record<string, unknown>> | null;
  created_at: DefaultMoment;
  updated_at: Moment;
  completed_at: Moment | null;
}

/** A promise to put a job (ids only) on a queue, written in the transaction that made it due. */
export interface OutboxTable {
  id: Generated<number>;
  queue: "tumour-segmentation" | "metastasis-prediction" | "publish" | "sync";
  job_id: string;
  body: JSONColumnType<Record<string, string>>;
  created_at: DefaultMoment;
  sent_at: Moment | null;
}

/** What became of a result on its way to FHIR. */
export interface PublicationsTable {
  inference_id: string;
  state: "pending" | "done" | "failed";
  attempts: number;
  code: string | null;
  updated_at: Moment;
}

/** The decision on a result; newest row of an inference counts. */
export interface ReviewsTable {
  id: Generated<number>;
  inference_id: string;
  decision: "accepted" | "rejected";
  reason: string;
  decided_by: string;
  decided_at: DefaultMoment;
}

/** What a person knows of a patient and entered for a study; the newest row of a name counts. */
export interface StudyFactsTable {
  id: Generated<number>;
  study_uid: string;
  /** A name of lib/metastasis/facts.ts. */
  name: string;
  /** Null inside: taken back. In an object, for a text alone would be read as JSON itself. */
  fact: JSONColumnType<{ value: string | number | boolean | null }>;
  entered_by: string;
  entered_at: DefaultMoment;
}

/** Who did what. The application's account may only INSERT and SELECT here. */
export interface AuditTable {
  id: Generated<number>;
  at: DefaultMoment;
  action: string;
  outcome: "allowed" | "refused" | "failed";
  user_id: string | null;
  patient_id: string | null;
  study_uid: string | null;
  inference_id: string | null;
  address: string | null;
  request_id: string | null;
  detail: string | null;
  /** Set for accesses recorded once a person, study and minute; unique, NULL otherwise. */
  once_key: string | null;
}

/** OpenEMR's rotating tokens, encrypted with a key derived from the session key. One row. */
export interface NeighbourTokensTable {
  neighbour: string;
  ciphertext: string;
  updated_at: Moment;
}

/** All tables, for kysely. */
export interface Tables {
  users: UsersTable;
  sessions: SessionsTable;
  sign_in_failures: SignInFailuresTable;
  care_team: CareTeamTable;
  patients: PatientsTable;
  studies: StudiesTable;
  inferences: InferencesTable;
  outbox: OutboxTable;
  publications: PublicationsTable;
  reviews: ReviewsTable;
  study_facts: StudyFactsTable;
  audit: AuditTable;
  neighbour_tokens: NeighbourTokensTable;
}
