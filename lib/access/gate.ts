import { recordOnce } from "../audit/record.ts";
import type { Database } from "../database/connect.ts";
import { asFault, Fault } from "../fault/fault.ts";
import { type PresentedTokens, tokensOf } from "../session/cookies.ts";
import type { Keys } from "../session/keys.ts";
import type { Person } from "../session/person.ts";
import { verifyAccess } from "../session/verify_access.ts";
import { type DicomwebRequest, parseDicomwebUri } from "./dicomweb_uri.ts";
import { relationToStudy, type StudyRelation } from "./own_patient.ts";
import { may } from "./policy.ts";

/** A request at the DICOMweb door as nginx describes it to `/auth/check`. */
export interface ImageRequest {
  readonly method: string;
  readonly uri: string;
  readonly tokens: PresentedTokens;
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
}

/** The answer to nginx: let it pass as this (opaque) user, or refuse with this status. */
export type Verdict =
  | { readonly status: 200; readonly userId: string }
  | { readonly status: 401 | 403 | 503; readonly fault: Fault };

/**
 * Reads the request that nginx asks about. Only the two headers that nginx always overwrites count;
 * with one missing the address is empty, and an empty address is refused.
 */
export function imageRequestOf(headers: Headers, instance: string): ImageRequest {
  return {
    method: headers.get("x-original-method") ?? "",
    uri: headers.get("x-original-uri") ?? "",
    tokens: tokensOf(headers, instance),
    address: headers.get("x-real-ip") ?? undefined,
    requestId: headers.get("x-request-id") ?? undefined,
  };
}

/**
 * Judges one image request: who is it, what does the raw address ask, may they. The first access of
 * a person, study and minute is on record before the verdict. No session: 401; anything not clearly
 * allowed: 403; a check or a record that cannot be made: 503. Never throws.
 */
export async function judgeImageRequest(
  db: Database,
  keys: Keys,
  request: ImageRequest,
  now: Date = new Date(),
): Promise<Verdict> {
  try {
    const { access } = request.tokens;
    if (access === undefined) throw new Fault("session_missing", "No access token came along");
    const person = await verifyAccess(db, keys, access, now);
    const wanted = parseDicomwebUri(request.method, request.uri);
    const relation = await relationOf(db, person, wanted);
    const reason = refusal(person, wanted, relation);
    await recordAccess(db, { request, person, wanted, relation, reason, now });
    if (reason === null) return { status: 200, userId: person.userId };
    throw new Fault("access_denied", `Image request refused: ${reason}`);
  } catch (error) {
    const fault = asFault(error, "internal", "The image request could not be judged");
    const known = fault.status === 401 || fault.status === 403 ? fault.status : 503;
    return { status: known, fault };
  }
}

const UNRELATED: StudyRelation = { known: false, ownPatient: false, patientId: null };

async function relationOf(
  db: Database,
  person: Person,
  wanted: DicomwebRequest,
): Promise<StudyRelation> {
  if ("refused" in wanted || wanted.studyUid === null) return UNRELATED;
  return await relationToStudy(db, person.userId, wanted.studyUid);
}

/** Why not, in constant words; null when allowed. */
function refusal(
  person: Person,
  wanted: DicomwebRequest,
  relation: StudyRelation,
): string | null {
  if ("refused" in wanted) return wanted.refused;
  const action = wanted.action === "store"
    ? "dicom.store"
    : wanted.studyUid === null
    ? "study.list"
    : "study.view";
  return may(person, action, relation) ? null : `${person.role} without a grant`;
}

interface Access {
  readonly request: ImageRequest;
  readonly person: Person;
  readonly wanted: DicomwebRequest;
  readonly relation: StudyRelation;
  readonly reason: string | null;
  readonly now: Date;
}

async function recordAccess(db: Database, access: Access): Promise<void> {
  const { request, person, wanted, relation, reason, now } = access;
  const named = "refused" in wanted ? null : wanted;
  await recordOnce(db, {
    action: named ? `image.${named.action}` : "image.malformed",
    outcome: reason === null ? "allowed" : "refused",
    userId: person.userId,
    patientId: relation.patientId ?? undefined,
    studyUid: named?.studyUid ?? undefined,
    address: request.address,
    requestId: request.requestId,
    detail: reason ?? undefined,
  }, now);
}
