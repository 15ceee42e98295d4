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
  "conflict.facts": [
    text(
      "“{field}” 항목을 그사이 다른 사람이 바꾸었습니다. 입력하신 내용은 저장되지 않았습니다.",
      "양식에 그 값과 입력한 사람이 보입니다. 확인한 뒤 필요하면 다시 입력하여 저장하세요.",
    ),
    text(
      "“{field}” was changed by someone else meanwhile. Nothing of yours was saved.",
      "The form shows that value and who entered it. Look at it, enter yours again where it is right, and save.",
    ),
  ],
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
  "conflict.study_owner": [
    text(
      "이 검사는 PACS에 다른 등록번호(PatientID)로 이미 있습니다: {study}",
      "그 번호의 검사를 PACS에서 지운 뒤 다시 가져오거나, 그 번호로 가져오세요.",
    ),
    text(
      "The PACS holds this study under another PatientID already: {study}.",
      "Delete it there and import again, or import it under the number it has.",
    ),
  ],
  "conflict.user": [
    text("같은 이름의 사용자가 이미 있습니다.", "다른 이름을 쓰세요."),
    text("There is a user of this name already.", "Choose another name."),
  ],
  "input_invalid.age_birth": [
    text("“{field}” 입력이 기록된 생년월일과 맞지 않습니다.", "나이나 환자를 확인하세요."),
    text("“{field}” contradicts the birth date on record.", "Check the age and the patient."),
  ],
  "input_invalid.case": [
    text("사례 파일이 올바르지 않습니다: {reason}", "고친 뒤 다시 시도하세요."),
    text("The case is not valid: {reason}", "Correct it and try again."),
  ],
  "input_invalid.day_after": [
    text("“{field}” 날짜가 “{other}” 날짜보다 늦습니다.", "날짜를 고친 뒤 다시 저장하세요."),
    text("“{field}” lies after “{other}”.", "Correct the day and save again."),
  ],
  "input_invalid.day_before": [
    text("“{field}” 날짜가 “{other}” 날짜보다 이릅니다.", "날짜를 고친 뒤 다시 저장하세요."),
    text("“{field}” lies before “{other}”.", "Correct the day and save again."),
  ],
  "input_invalid.day_birth": [
    text("“{field}” 날짜가 생년월일보다 이릅니다.", "날짜를 고친 뒤 다시 저장하세요."),
    text("“{field}” lies before the birth date.", "Correct the day and save again."),
  ],
  "input_invalid.day_future": [
    text("“{field}” 날짜가 미래입니다.", "날짜를 고친 뒤 다시 저장하세요."),
    text("“{field}” lies in the future.", "Correct the day and save again."),
  ],
  "input_invalid.day_no_time": [
    text(
      "“{field}” 입력으로는 속도를 계산할 수 없습니다: “{earlier}”과 “{later}”이 같거나 거꾸로입니다.",
      "날짜를 고친 뒤 다시 저장하세요.",
    ),
    text(
      "“{field}” gives no rate: no time lies between “{earlier}” and “{later}”.",
      "Correct the days and save again.",
    ),
  ],
  "input_invalid.import_damaged": [
    text(
      "폴더의 DICOM 파일 {count}개를 하나도 읽을 수 없습니다. 예: {file}",
      "파일이 잘렸거나 손상되었습니다. 원본에서 다시 복사하세요.",
    ),
    text(
      "None of the folder's DICOM files can be read ({count}); one of them is {file}.",
      "They are cut off or damaged: copy them again from their source.",
    ),
  ],
  "input_invalid.import_empty": [
    text("폴더가 비어 있습니다.", "DICOM 파일이나 NIfTI 파일 네 개가 든 폴더를 지정하세요."),
    text("The folder is empty.", "Name a folder with DICOM files, or with four NIfTI files."),
  ],
  "input_invalid.import_folder": [
    text("폴더를 읽을 수 없습니다: {folder}", "있는 폴더인지, 읽을 권한이 있는지 확인하세요."),
    text(
      "The folder cannot be read: {folder}.",
      "Check that it is there, is a folder and may be read.",
    ),
  ],
  "input_invalid.import_nifti_missing": [
    text(
      "NIfTI 검사에 빠진 파일이 있습니다: {missing}",
      "t1.nii.gz, t1c.nii.gz, t2.nii.gz, flair.nii.gz 네 개를 폴더에 두세요.",
    ),
    text(
      "The NIfTI study lacks {missing}.",
      "Put t1.nii.gz, t1c.nii.gz, t2.nii.gz and flair.nii.gz into the folder.",
    ),
  ],
  "input_invalid.import_nifti_named": [
    text(
      "NIfTI 검사에 {missing} 파일이 없고, 쓸 수 없는 이름의 파일이 있습니다: {odd}",
      "이름은 소문자로 쓰고 gzip으로 압축하세요(.nii.gz).",
    ),
    text(
      "The NIfTI study lacks {missing}; the folder holds {odd}.",
      "Give the files these very names, in lower case, compressed with gzip (.nii.gz).",
    ),
  ],
  "input_invalid.import_no_image": [
    text(
      "폴더의 파일 {count}개 가운데 DICOM 영상이 없습니다.",
      "DICOM 파일이나 NIfTI 파일 네 개가 든 폴더를 지정하세요.",
    ),
    text(
      "The folder holds no DICOM image among its files ({count}).",
      "Name a folder with DICOM files, or with four NIfTI files.",
    ),
  ],
  "input_invalid.import_several": [
    text(
      "한 환자에게 연결하려면 폴더에 한 환자의 한 검사만 있어야 합니다. 찾은 것: {studies}",
      "검사마다 폴더를 나누어 하나씩 가져오세요.",
    ),
    text(
      "Only one study of one patient can be given to a patient; the folder holds {studies}.",
      "Put each study into a folder of its own and import them one by one.",
    ),
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
