/** Models page and cards. */
export const MODEL_TEXTS = {
  "models.title": ["모델", "Models"],
  "models.intro": [
    "이 설치본에 들어 있는 네트워크입니다. 불완전하거나 변경된 묶음은 사유와 함께 거절됩니다.",
    "The networks of this installation. A pack that is incomplete or altered is refused with the reason.",
  ],
  "models.none": ["모델이 없습니다", "There are no models"],
  "models.version": ["버전", "Version"],
  "models.task": ["작업", "Task"],
  "models.checksum": ["SHA-256", "SHA-256"],
  "models.licence": ["사용 조건", "Licence"],
  "models.refused": ["거절됨", "Refused"],
  "models.card": ["모델 카드", "Model card"],
  "models.cardLanguage": [
    "아래 모델 카드의 본문은 영어로 작성되어 있습니다.",
    "The text of the card below is in English.",
  ],
  "models.back": ["모델 목록", "All models"],
} as const;
