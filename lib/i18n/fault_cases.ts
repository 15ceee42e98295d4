import type { FaultText } from "./faults.ts";

type Case = readonly [ko: FaultText, en: FaultText];

function text(message: string, action: string): FaultText {
  return { message, action };
}

/**
 * Sentences that say more than those of the code alone, as `code.case`: who throws the fault names
 * the case among its facts. The code, and with it what clients switch on, stays the same.
 */
export const FAULT_CASES: Readonly<Record<string, Case>> = {
  "conflict.reading": [
    text(
      "이 검사에는 같은 모델의 다른 판독이 이미 진행 중입니다.",
      "그 판독이 끝난 뒤 다시 시도하세요.",
    ),
    text(
      "Another reading by the same model is under way for this study.",
      "Try again when it has ended.",
    ),
  ],
  "conflict.user": [
    text("같은 이름의 사용자가 이미 있습니다.", "다른 이름을 쓰세요."),
    text("There is a user of this name already.", "Choose another name."),
  ],
  "input_invalid.mrn_character": [
    text(
      "등록번호에 쓸 수 없는 글자가 있습니다(예: * % ? , |).",
      "등록번호를 확인한 뒤 다시 입력하세요.",
    ),
    text(
      "The record number holds a character that no number has (such as * % ? , |).",
      "Check the number and enter it again.",
    ),
  ],
  "input_invalid.mrn_empty": [
    text("등록번호가 비어 있습니다.", "등록번호를 입력하세요."),
    text("There is no record number.", "Enter it."),
  ],
  "input_invalid.mrn_long": [
    text("등록번호가 64자보다 깁니다.", "등록번호만 입력했는지 확인하세요."),
    text("The record number is longer than 64 characters.", "Enter the number alone."),
  ],
  "not_found.reading": [
    text("그런 판독이 없습니다.", "판독 번호를 확인하세요."),
    text("There is no such reading.", "Check its number."),
  ],
  "not_found.user": [
    text("그런 사용자가 없습니다.", "이름을 확인하세요."),
    text("There is no such user.", "Check the name."),
  ],
  "too_large.body": [
    text("보낸 내용이 너무 큽니다. 최대 {limit}바이트입니다.", "내용을 줄여 다시 보내세요."),
    text("What was sent is too large; the limit is {limit} bytes.", "Send less."),
  ],
  "too_large.password": [
    text("비밀번호가 너무 깁니다.", "더 짧은 비밀번호를 쓰세요."),
    text("The password is too long.", "Use a shorter one."),
  ],
};

/** Korean names of the fields that `input_invalid` can name; English shows the field itself. */
export const FIELD_NAMES: Readonly<Record<string, string>> = {
  assessedOn: "마지막으로 센 날",
  firstRadiosurgery: "첫 방사선수술일",
  primaryDiagnosed: "원발암 진단일",
  authority: "발급 기관",
  body: "본문",
  "content-type": "내용 형식(Content-Type)",
  decision: "결정",
  model: "모델",
  mrn: "등록번호",
  name: "아이디",
  password: "비밀번호",
  reason: "사유",
  study: "검사",
  user: "아이디",
};
