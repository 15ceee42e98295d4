/** The study page: viewer frame and what surrounds it. */
export const STUDY_TEXTS = {
  "study.title": ["검사", "Study"],
  "study.viewer": ["영상 뷰어", "Image viewer"],
  "study.date": ["검사일", "Study date"],
  "study.description": ["검사명", "Description"],
  "study.noMr": [
    "이 검사에는 MR 영상이 없습니다. 있는 영상을 보여 주며, AI 판독은 할 수 없습니다(T1, T1c, T2, FLAIR 필요).",
    "This study has no MR images. What it has is shown; an AI reading is not possible (it needs T1, T1c, T2 and FLAIR).",
  ],
  "study.noSequences": [
    "이 검사의 MR에서 T1, T1c, T2, FLAIR를 하나도 알아보지 못했습니다. 있는 영상을 보여 주며, AI 판독은 할 수 없습니다.",
    "None of T1, T1c, T2 and FLAIR was recognised among the MR series of this study. What it has is shown; an AI reading is not possible.",
  ],
  "study.missingSequences": [
    "이 검사에서 알아보지 못한 시퀀스: {sequences}. 해당 칸은 비어 있을 수 있으며, AI 판독에는 네 시퀀스가 모두 필요합니다.",
    "Not recognised in this study: {sequences}. Their places may stay empty; an AI reading needs all four sequences.",
  ],

  "viewer.loading": ["뷰어를 여는 중…", "Opening the viewer…"],
  "viewer.failed": ["뷰어를 열지 못했습니다", "The viewer did not open"],
  "viewer.failedHint": [
    "네트워크와 PACS 상태를 확인하고 다시 시도하세요. AI 판독 결과와 수치는 오른쪽에서 계속 볼 수 있습니다.",
    "Check the network and the PACS, then try again. The AI reading and its numbers stay usable on the right.",
  ],
  "viewer.retry": ["뷰어 다시 열기", "Open the viewer again"],
  "viewer.segmentationFailed": [
    "뷰어가 분할을 표시하지 못했습니다. 부피 값은 그대로 유효합니다. 다시 표시하려면 s를 누르세요.",
    "The viewer could not show the segmentation. The volumes stand. Press s to try again.",
  ],
  "viewer.unauthorized": [
    "세션이 끝나 영상을 불러올 수 없습니다.",
    "The session has ended, so images no longer load.",
  ],
} as const;
