import type { Lang } from "./language.ts";

/** A text of a model pack in the reader's language where we have it, and the language it is in. */
export interface ModelWords {
  readonly text: string;
  readonly lang: Lang;
}

/**
 * Korean for what the packs of this project say in English: tasks, terms of use, headings of their
 * cards. Found by the whole English text, so that a pack that says something else is never given
 * words that it does not say.
 */
const KOREAN: Readonly<Record<string, string>> = {
  "Outlines whole tumour, tumour core and enhancing tumour on skull-stripped, aligned T1, T1c, T2 and FLAIR":
    "두개골을 제거하고 정렬한 T1, T1c, T2, FLAIR 영상에서 전체 종양, 종양 중심부, 조영 증강 종양을 분할합니다",
  "Probability that lesions are metastases rather than a primary tumour, from numbers of their segmentation, the age and the known cancer":
    "분할에서 잰 값, 나이, 알려진 암으로 병변이 원발 종양이 아니라 전이일 확률을 계산합니다",
  "Finds the brain in one MR series of the head of any contrast and slice thickness, so that the skull can be taken off":
    "대조도와 슬라이스 두께에 관계없이 머리 MR 시리즈 하나에서 뇌를 찾아 두개골을 제거할 수 있게 합니다",
  "Weights and code made by this project, under the project's licence":
    "이 프로젝트가 만든 가중치와 코드. 프로젝트의 사용 조건을 따릅니다",
  "Table and code made by this project, under the project's licence; published counts are facts":
    "이 프로젝트가 만든 표와 코드. 프로젝트의 사용 조건을 따르며, 논문에 실린 수치는 사실 정보입니다",
  "What it does": "하는 일",
  "Training data": "학습 데이터",
  "Model": "모델",
  "Left out": "쓰지 않는 것",
  "Figures": "측정값",
  "Comparison": "비교",
  "What it knows": "모델이 아는 범위",
  "Confidence": "확신도",
  "Known failures": "알려진 실패",
  "Limits": "한계",
  "Data": "데이터",
  "Measure": "측정 항목",
  "Value": "값",
};

/** What a model pack says, in Korean where this project has written it. */
export function modelWords(text: string, lang: Lang): ModelWords {
  const korean = Object.hasOwn(KOREAN, text) ? KOREAN[text] : undefined;
  return lang === "ko" && korean !== undefined ? { text: korean, lang } : { text, lang: "en" };
}
