import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Runs DDL statements one by one; MariaDB's DDL commits by itself, so each is repeatable. */
async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

// Binary and without padding: under MariaDB's plain `_bin` collations "NN-1" equals "NN-1 ".
const ID = "CHAR(36) CHARACTER SET ascii COLLATE ascii_nopad_bin";
const UID = "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin";
const WORD = "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_nopad_bin";
const EXACT = "CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin";
const NOW = "DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)";

const FIRST = [
  `CREATE TABLE IF NOT EXISTS users (
    id ${ID} PRIMARY KEY,
    name VARCHAR(64) ${EXACT} NOT NULL UNIQUE,
    role ENUM('radiologist','clinician','administrator','service') NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    created_at ${NOW},
    disabled_at DATETIME(3) NULL)`,
  `CREATE TABLE IF NOT EXISTS sessions (
    id ${ID} PRIMARY KEY,
    user_id ${ID} NOT NULL REFERENCES users (id),
    refresh_hash CHAR(64) CHARACTER SET ascii NOT NULL,
    previous_hash CHAR(64) CHARACTER SET ascii NULL,
    rotated_at DATETIME(3) NOT NULL,
    created_at ${NOW},
    expires_at DATETIME(3) NOT NULL,
    revoked_at DATETIME(3) NULL,
    INDEX sessions_of_user (user_id))`,
  `CREATE TABLE IF NOT EXISTS sign_in_failures (
    subject_hash CHAR(64) CHARACTER SET ascii PRIMARY KEY,
    failures INT UNSIGNED NOT NULL,
    last_at DATETIME(3) NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS care_team (
    user_id ${ID} NOT NULL REFERENCES users (id),
    authority VARCHAR(255) ${EXACT} NOT NULL,
    mrn VARCHAR(64) ${EXACT} NOT NULL,
    created_at ${NOW},
    PRIMARY KEY (user_id, authority, mrn))`,
  `CREATE TABLE IF NOT EXISTS patients (
    id ${ID} PRIMARY KEY,
    authority VARCHAR(255) ${EXACT} NOT NULL,
    mrn VARCHAR(64) ${EXACT} NOT NULL,
    resource JSON NOT NULL,
    source ENUM('fhir','openemr') NOT NULL,
    source_hash CHAR(64) CHARACTER SET ascii NOT NULL,
    source_time DATETIME(3) NULL,
    fhir_id ${WORD} NULL,
    fhir_version ${WORD} NULL,
    fhir_sync ENUM('synced','pending') NOT NULL,
    fetched_at DATETIME(3) NOT NULL,
    UNIQUE KEY patients_by_identity (authority, mrn))`,
  `CREATE TABLE IF NOT EXISTS studies (
    uid ${UID} PRIMARY KEY,
    authority VARCHAR(255) ${EXACT} NOT NULL,
    mrn VARCHAR(64) ${EXACT} NOT NULL,
    dicom_name VARCHAR(324) ${EXACT} NOT NULL,
    dicom_birth_date CHAR(8) CHARACTER SET ascii NULL,
    dicom_sex VARCHAR(16) NULL,
    study_date CHAR(8) CHARACTER SET ascii NULL,
    study_time VARCHAR(16) CHARACTER SET ascii NULL,
    description VARCHAR(255) ${EXACT} NOT NULL,
    accession VARCHAR(64) ${EXACT} NOT NULL,
    modalities VARCHAR(64) CHARACTER SET ascii NOT NULL,
    sequences JSON NOT NULL,
    series_count INT UNSIGNED NOT NULL,
    instance_count INT UNSIGNED NOT NULL,
    seen_at DATETIME(3) NOT NULL,
    gone_at DATETIME(3) NULL,
    INDEX studies_by_identity (authority, mrn),
    INDEX studies_by_date (study_date))`,
  `CREATE TABLE IF NOT EXISTS inferences (
    id ${ID} PRIMARY KEY,
    study_uid ${UID} NOT NULL,
    model ${WORD} NOT NULL,
    model_version ${WORD} NOT NULL,
    model_sha256 CHAR(64) CHARACTER SET ascii NOT NULL,
    requested_by ${ID} NOT NULL REFERENCES users (id),
    parent_id ${ID} NULL,
    state ENUM('requested','queued','running','needs_input','completed','failed','cancelled')
      NOT NULL,
    stage ${WORD} NULL,
    percent TINYINT UNSIGNED NOT NULL DEFAULT 0,
    attempt INT UNSIGNED NOT NULL DEFAULT 0,
    fence BIGINT UNSIGNED NOT NULL DEFAULT 0,
    code ${WORD} NULL,
    facts JSON NULL,
    provider ${WORD} NULL,
    result JSON NULL,
    created_at ${NOW},
    updated_at DATETIME(3) NOT NULL,
    completed_at DATETIME(3) NULL,
    INDEX inferences_of_study (study_uid, model),
    INDEX inferences_by_state (state, updated_at))`,
  `CREATE TABLE IF NOT EXISTS outbox (
    id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
    queue ENUM('tumour-segmentation','metastasis-prediction','publish','sync') NOT NULL,
    job_id VARCHAR(128) CHARACTER SET ascii COLLATE ascii_nopad_bin NOT NULL UNIQUE,
    body JSON NOT NULL,
    created_at ${NOW},
    sent_at DATETIME(3) NULL,
    INDEX outbox_unsent (sent_at, id))`,
  `CREATE TABLE IF NOT EXISTS publications (
    inference_id ${ID} PRIMARY KEY,
    state ENUM('pending','done','failed') NOT NULL,
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    code ${WORD} NULL,
    updated_at DATETIME(3) NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS reviews (
    id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
    inference_id ${ID} NOT NULL,
    decision ENUM('accepted','rejected') NOT NULL,
    reason VARCHAR(2000) ${EXACT} NOT NULL,
    decided_by ${ID} NOT NULL REFERENCES users (id),
    decided_at ${NOW},
    INDEX reviews_of_inference (inference_id, id))`,
  `CREATE TABLE IF NOT EXISTS audit (
    id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
    at ${NOW},
    action ${WORD} NOT NULL,
    outcome ENUM('allowed','refused','failed') NOT NULL,
    user_id ${ID} NULL,
    patient_id ${ID} NULL,
    study_uid ${UID} NULL,
    inference_id ${ID} NULL,
    address VARCHAR(64) CHARACTER SET ascii NULL,
    request_id ${WORD} NULL,
    detail VARCHAR(255) NULL,
    once_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_nopad_bin NULL UNIQUE,
    INDEX audit_of_study (study_uid, at),
    INDEX audit_of_user (user_id, at))`,
  `CREATE TABLE IF NOT EXISTS neighbour_tokens (
    neighbour ${WORD} PRIMARY KEY,
    ciphertext TEXT CHARACTER SET ascii NOT NULL,
    updated_at DATETIME(3) NOT NULL)`,
];

const STUDY_FACTS = [
  `CREATE TABLE IF NOT EXISTS study_facts (
    id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
    study_uid ${UID} NOT NULL,
    name ${WORD} NOT NULL,
    fact JSON NOT NULL,
    entered_by ${ID} NOT NULL REFERENCES users (id),
    entered_at ${NOW},
    INDEX facts_of_study (study_uid, id))`,
  // A reading has a part for each prediction of its origin; the newest is looked for.
  "CREATE INDEX IF NOT EXISTS inferences_of_parent ON inferences (parent_id, created_at)",
];

/** Every change of the schema, in order of its name; never edit one that was released. */
export const MIGRATIONS: Record<string, Migration> = {
  "0001_first": { up: (db: Kysely<unknown>) => run(db, FIRST) },
  "0002_study_facts": { up: (db: Kysely<unknown>) => run(db, STUDY_FACTS) },
};
