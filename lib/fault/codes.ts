/**
 * Every fault the product can answer with, and the HTTP status it has at the border. The codes are
 * a public contract (docs/schemas/error.json): add freely, never rename.
 */
export const FAULT_STATUS = {
  access_denied: 403,
  audit_unavailable: 503,
  config_invalid: 500,
  conflict: 409,
  database_unavailable: 503,
  dicom_invalid: 422,
  fhir_unavailable: 503,
  frame_of_reference_mixed: 422,
  geometry_unusable: 422,
  inference_cancelled: 409,
  inference_state_illegal: 409,
  input_invalid: 400,
  internal: 500,
  model_broken: 500,
  model_unfit: 422,
  model_unknown: 404,
  modality_not_mr: 422,
  not_found: 404,
  openemr_reconnect: 503,
  openemr_unavailable: 503,
  orthanc_unavailable: 503,
  patient_ambiguous: 409,
  patient_not_found: 404,
  patient_refused: 403,
  patient_sources_unavailable: 503,
  queue_unavailable: 503,
  result_mismatch: 500,
  runtime_crashed: 500,
  sequence_ambiguous: 422,
  sequence_missing: 422,
  session_missing: 401,
  series_not_aligned: 422,
  series_not_stripped: 422,
  series_single_slice: 422,
  series_truncated: 422,
  sign_in_failed: 401,
  sign_in_throttled: 429,
  store_failed: 502,
  study_not_found: 404,
  too_large: 413,
} as const;

/** A stable word for what went wrong; clients switch on it. */
export type FaultCode = keyof typeof FAULT_STATUS;
