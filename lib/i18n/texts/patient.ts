/** Patient search, patient page, banner. */
export const PATIENT_TEXTS = {
  "patients.title": ["환자 찾기", "Find a patient"],
  "patients.mrn": ["등록번호(MRN)", "Medical record number (MRN)"],
  "patients.authority": ["발급 기관", "Assigning authority"],
  "patients.authorityHint": ["비워 두면 이 병원", "Left empty: this hospital"],
  "patients.submit": ["찾기", "Look up"],
  "patients.how": [
    "저장된 기록, FHIR 서버, OpenEMR 순서로 찾습니다. 등록번호는 정확히 일치해야 하며 주소나 로그에 남지 않습니다.",
    "Looks in the stored records, then the FHIR server, then OpenEMR. The number must match exactly; it stands in no address and no log.",
  ],

  "patient.title": ["환자", "Patient"],
  "patient.banner": ["환자 정보", "Patient identity"],
  "patient.born": ["생년월일", "Born"],
  "patient.age": ["{years}세", "{years} y"],
  "patient.sex": ["성별", "Sex"],
  "patient.mrn": ["등록번호", "MRN"],
  "patient.authority": ["발급", "Issued by"],
  "patient.source": ["출처", "Source"],
  "patient.asOf": ["{time} 기준", "as of {time}"],
  "patient.noName": ["이름 없음", "No name recorded"],
  "patient.unknown": ["모름", "unknown"],
  "patient.pending": ["FHIR 서버에 저장 대기 중", "Waiting to be saved to the FHIR server"],
  "patient.studies": ["검사", "Studies"],
  "patient.layers": ["찾은 과정", "How it was found"],
  "patient.layer": ["원천", "Source"],
  "patient.answer": ["응답", "Answer"],
  "patient.time": ["시간", "Time"],
  "patient.noStudies": ["이 환자의 검사가 없습니다", "This patient has no studies"],
  "patient.noStudiesHint": [
    "PACS에 검사가 도착하면 여기에 나타납니다.",
    "A study appears here when the PACS has received it.",
  ],
  "patient.fromImages": [
    "환자 기록을 찾지 못했습니다. 아래 이름과 번호는 영상(DICOM)에 적힌 그대로이며 확인되지 않았습니다.",
    "No source knows this patient. Name and number are kept as the images (DICOM) state them, unverified.",
  ],
  "patient.unreachable": [
    "지금은 환자 기록을 확인할 수 없습니다({layers} 응답 없음). 이름과 번호는 영상(DICOM)에 적힌 그대로입니다.",
    "The patient record cannot be checked now ({layers} did not answer). Name and number are as the images (DICOM) state them.",
  ],
  "patient.chartRefused": [
    "환자 기록을 열 수 없습니다(거절되었거나 같은 번호의 환자가 둘 이상). 이름과 번호는 영상(DICOM)에 적힌 그대로입니다.",
    "The patient record cannot be opened (refused, or more than one has this number). Name and number are as the images (DICOM) state them.",
  ],

  "sex.male": ["남", "Male"],
  "sex.female": ["여", "Female"],
  "sex.other": ["기타", "Other"],
  "sex.unknown": ["모름", "Unknown"],

  "source.cache": ["저장된 기록", "Stored record"],
  "source.fhir": ["FHIR 서버", "FHIR server"],
  "source.openemr": ["OpenEMR", "OpenEMR"],
  "source.dicom": ["영상(DICOM)", "Images (DICOM)"],

  "answer.found": ["찾음", "Found"],
  "answer.not_found": ["없음", "Not found"],
  "answer.ambiguous": ["둘 이상", "More than one"],
  "answer.refused": ["거절", "Refused"],
  "answer.unavailable": ["응답 없음", "No answer"],
} as const;
