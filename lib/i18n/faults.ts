import type { FaultCode } from "../fault/codes.ts";

/** What a user reads when something failed: what happened, and what to do. `{x}` takes a fact. */
export interface FaultText {
  readonly message: string;
  readonly action: string;
}

type FaultTexts = Readonly<Record<FaultCode, readonly [ko: FaultText, en: FaultText]>>;

function text(message: string, action: string): FaultText {
  return { message, action };
}

/** One sentence and one instruction per fault code, Korean and English side by side. */
export const FAULT_TEXTS: FaultTexts = {
  access_denied: [
    text("이 작업을 할 권한이 없습니다.", "필요하면 관리자에게 권한을 요청하세요."),
    text("You may not do this.", "Ask an administrator if you need it."),
  ],
  audit_unavailable: [
    text("접근을 기록할 수 없어 요청을 거절했습니다.", "잠시 후 다시 시도하세요."),
    text("The access could not be recorded, so it was refused.", "Try again in a moment."),
  ],
  brain_implausible: [
    text(
      "{sequence} 영상에서 찾은 뇌의 부피가 {litres} L이고 시야의 {sides}면에 닿아 있어 사람의 뇌로 볼 수 없습니다.",
      "이 시리즈가 머리 전체의 MR인지, 파일이 손상되지 않았는지 확인하고 다시 보내세요. 종양은 분할하지 않았습니다.",
    ),
    text(
      "What was found as brain in {sequence} has {litres} l and reaches {sides} sides of the field of view: that is no human brain.",
      "Check that the series is an MR of the whole head and not damaged, and send it again. No tumour was drawn.",
    ),
  ],
  config_invalid: [
    text("설정이 올바르지 않습니다.", "관리자에게 알리세요."),
    text("The configuration is not valid.", "Tell the administrator."),
  ],
  conflict: [
    text("다른 변경과 충돌했습니다.", "화면을 새로 고친 뒤 다시 시도하세요."),
    text("Something else changed this first.", "Reload the page and try again."),
  ],
  database_unavailable: [
    text("데이터베이스가 응답하지 않습니다.", "잠시 후 다시 시도하세요."),
    text("The database does not answer.", "Try again in a moment."),
  ],
  dicom_invalid: [
    text("DICOM 객체를 읽을 수 없습니다: {reason}", "원본 장비에서 다시 전송하세요."),
    text("A DICOM object cannot be read: {reason}", "Send it again from its source."),
  ],
  fhir_refused: [
    text("FHIR 서버가 접근을 거절했습니다.", "관리자에게 FHIR 서버의 인증 설정을 확인하게 하세요."),
    text("The FHIR server refuses access.", "Ask the administrator to check its credentials."),
  ],
  fhir_rejected: [
    text("FHIR 서버가 보낸 내용을 받아들이지 않았습니다.", "관리자에게 알리세요."),
    text("The FHIR server does not accept what was sent.", "Tell the administrator."),
  ],
  fhir_unavailable: [
    text("FHIR 서버가 응답하지 않습니다.", "잠시 후 다시 시도하세요."),
    text("The FHIR server does not answer.", "Try again in a moment."),
  ],
  frame_of_reference_mixed: [
    text(
      "시퀀스들이 서로 다른 좌표계(Frame of Reference)에 있습니다.",
      "같은 검사에서 얻은 정렬된 시퀀스를 보내세요.",
    ),
    text(
      "The sequences lie in different frames of reference.",
      "Send sequences of one examination that are aligned with each other.",
    ),
  ],
  geometry_unusable: [
    text("영상의 기하 정보를 사용할 수 없습니다: {reason}", "시리즈를 다시 전송하세요."),
    text("The geometry of a series cannot be used: {reason}", "Send the series again."),
  ],
  inference_cancelled: [
    text("판독 요청이 취소되었습니다.", "필요하면 다시 요청하세요."),
    text("The reading was cancelled.", "Ask for it again if you need it."),
  ],
  inference_state_illegal: [
    text("현재 상태({state})에서는 할 수 없습니다.", "화면을 새로 고쳐 현재 상태를 확인하세요."),
    text("This cannot be done while the reading is {state}.", "Reload to see its present state."),
  ],
  input_invalid: [
    text("입력이 올바르지 않습니다: {field}", "입력을 고친 뒤 다시 시도하세요."),
    text("The input is not valid: {field}", "Correct it and try again."),
  ],
  internal: [
    text("예상하지 못한 오류가 발생했습니다.", "요청 번호와 함께 관리자에게 알리세요."),
    text("Something unexpected went wrong.", "Tell the administrator the request number."),
  ],
  method_not_allowed: [
    text("이 주소에서는 할 수 없는 요청입니다.", "화면의 버튼이나 문서에 적힌 방법을 쓰세요."),
    text(
      "This address does not take that request.",
      "Use the page's buttons or the API's methods.",
    ),
  ],
  modality_not_mr: [
    text("MR 영상이 아닌 시리즈입니다: {modality}", "MR 검사를 선택하세요."),
    text("A series is not MR: {modality}", "Choose an MR examination."),
  ],
  model_broken: [
    text("모델 묶음이 손상되었거나 불완전합니다: {reason}", "관리자에게 알리세요."),
    text("The model pack is altered or incomplete: {reason}", "Tell the administrator."),
  ],
  model_unfit: [
    text("이 모델을 이 검사에 쓸 수 없습니다: {reason}", "다른 모델이나 검사를 선택하세요."),
    text("The model does not fit this study: {reason}", "Choose another model or study."),
  ],
  model_unknown: [
    text("그런 모델이 없습니다.", "모델 목록을 확인하세요."),
    text("There is no such model.", "See the list of models."),
  ],
  not_found: [
    text("찾을 수 없습니다.", "주소를 확인하세요."),
    text("Not found.", "Check the address."),
  ],
  openemr_reconnect: [
    text("OpenEMR 연결을 다시 승인해야 합니다.", "관리자에게 OpenEMR 재연결을 요청하세요."),
    text("OpenEMR must be connected again.", "Ask the administrator to reconnect OpenEMR."),
  ],
  openemr_refused: [
    text("OpenEMR이 접근을 거절했습니다.", "관리자에게 OpenEMR 계정의 권한을 확인하게 하세요."),
    text("OpenEMR refuses access.", "Ask the administrator to check the rights of its account."),
  ],
  openemr_unavailable: [
    text("OpenEMR이 응답하지 않습니다.", "잠시 후 다시 시도하세요."),
    text("OpenEMR does not answer.", "Try again in a moment."),
  ],
  orthanc_unavailable: [
    text("PACS(Orthanc)가 응답하지 않습니다.", "잠시 후 다시 시도하세요."),
    text("The PACS (Orthanc) does not answer.", "Try again in a moment."),
  ],
  patient_ambiguous: [
    text("같은 등록번호를 가진 환자가 둘 이상입니다.", "원무과에 번호 정리를 요청하세요."),
    text(
      "More than one patient has this number.",
      "Ask the registration office to resolve it; nothing was chosen.",
    ),
  ],
  patient_not_found: [
    text("세 곳 모두에 그런 환자가 없습니다.", "등록번호를 확인하세요."),
    text("No source knows this patient.", "Check the number."),
  ],
  patient_refused: [
    text("이 환자 기록에 접근할 수 없습니다.", "기록을 관리하는 부서에 문의하세요."),
    text("The record system refuses this patient.", "Ask the department that owns the record."),
  ],
  patient_sources_unavailable: [
    text(
      "환자를 찾지 못했지만 응답하지 않은 곳이 있습니다: {layers}",
      "환자가 없다는 뜻이 아닙니다. 잠시 후 다시 시도하세요.",
    ),
    text(
      "Not found so far, but a source did not answer: {layers}",
      "This does not mean that the patient is unknown. Try again in a moment.",
    ),
  ],
  queue_unavailable: [
    text("작업 대기열이 응답하지 않습니다.", "요청은 저장되었고, 복구되면 실행됩니다."),
    text("The job queue does not answer.", "The request is kept and runs when it is back."),
  ],
  result_mismatch: [
    text("저장된 결과가 계산한 결과와 다릅니다.", "다시 실행하고, 반복되면 관리자에게 알리세요."),
    text(
      "What the PACS gave back differs from what was sent.",
      "Run it again; tell the administrator if it repeats.",
    ),
  ],
  runtime_crashed: [
    text("추론 런타임이 중단되었습니다.", "다시 시도하세요."),
    text("The inference runtime stopped.", "Try again."),
  ],
  sequence_ambiguous: [
    text("{sequences}에 해당하는 시리즈가 둘 이상입니다.", "사용할 시리즈를 확인하세요."),
    text("More than one series could be {sequences}.", "Check which series to use."),
  ],
  sequence_missing: [
    text(
      "이 검사에 {sequences} 시퀀스가 없습니다.",
      "해당 시퀀스를 PACS에 보낸 뒤 다시 시도하세요.",
    ),
    text("This study has no {sequences}.", "Send the missing sequences to the PACS and retry."),
  ],
  series_not_aligned: [
    text(
      "시퀀스들이 서로 정렬되어 있지 않습니다: {sequences}",
      "정합된 시퀀스를 보내세요. 정합 기능은 아직 없습니다.",
    ),
    text(
      "The sequences are not aligned with each other: {sequences}",
      "Send aligned sequences; registration is not part of this version yet.",
    ),
  ],
  series_not_stripped: [
    text(
      "{sequence} 영상에 두개골이 남아 있으며 제거하지 못했습니다.",
      "두개골을 제거한 영상을 보내세요.",
    ),
    text(
      "{sequence} still shows the skull, and it could not be taken off.",
      "Send skull-stripped images.",
    ),
  ],
  series_single_slice: [
    text("시리즈에 슬라이스가 {slices}장뿐입니다: {series}", "전체 시리즈를 보내세요."),
    text("A series has {slices} slice only: {series}", "Send the whole series."),
  ],
  series_values_unusable: [
    text(
      "{sequence} 영상에서 뇌를 찾을 수 없습니다. 값의 범위는 {lowest} ~ {highest}입니다.",
      "스캐너에서 나온 그대로의 영상을 보내세요. 배경은 0이고 음수 값이 없어야 하며 정규화하지 않은 영상이어야 합니다.",
    ),
    text(
      "{sequence} shows no brain: its values go from {lowest} to {highest}.",
      "Send the images as the scanner made them: background 0, no negative values, not normalised.",
    ),
  ],
  series_truncated: [
    text("시리즈의 파일이 잘렸거나 빠졌습니다: {series}", "시리즈를 다시 전송하세요."),
    text("Files of a series are cut off or missing: {series}", "Send the series again."),
  ],
  session_missing: [
    text("로그인이 필요합니다.", "로그인하세요."),
    text("You are not signed in.", "Sign in."),
  ],
  sign_in_failed: [
    text("아이디 또는 비밀번호가 올바르지 않습니다.", "확인한 뒤 다시 입력하세요."),
    text("The name or the password is wrong.", "Check both and try again."),
  ],
  sign_in_throttled: [
    text("로그인 시도가 너무 많습니다.", "{seconds}초 후에 다시 시도하세요."),
    text("Too many attempts.", "Try again in {seconds} seconds."),
  ],
  store_failed: [
    text(
      "PACS가 결과를 저장하지 않았습니다.",
      "PACS의 저장 공간과 상태를 확인한 뒤 다시 시도하세요.",
    ),
    text("The PACS did not store the result.", "Check the PACS and its disk, then retry."),
  ],
  study_not_found: [
    text("그런 검사가 PACS에 없습니다.", "검사가 전송되었는지 확인하세요."),
    text("The PACS has no such study.", "Check that it was sent."),
  ],
  too_large: [
    text("너무 큽니다: {reason}", "더 작은 것을 보내세요."),
    text("It is too large: {reason}", "Send something smaller."),
  ],
};
