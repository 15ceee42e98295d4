/** How far a result can be believed: what the model knows, how sure it is, what was done before. */
export const CONFIDENCE_TEXTS = {
  "knowledge.outside": [
    "이 모델이 아는 범위 밖의 영상입니다",
    "Outside of what this model knows",
  ],
  "knowledge.meaning": [
    "아래 결과는 의미가 없을 수 있습니다. 시리즈를 확인한 뒤 다시 요청하세요.",
    "What follows may mean nothing. Check the series, then ask again.",
  ],
  "knowledge.score": [
    "학습 영상과의 거리 {score}, 한계 {limit}",
    "Distance from the training images {score}, limit {limit}",
  ],
  "knowledge.repeated": [
    "{sequences}: 같은 영상이 두 번 쓰였습니다.",
    "{sequences} are the same image.",
  ],
  "knowledge.exchanged": [
    "{sequences}: 서로 뒤바뀐 것으로 보입니다.",
    "{sequences} look exchanged with each other.",
  ],
  "knowledge.far": [
    "영상의 밝기 분포가 학습에 쓴 어떤 영상과도 다릅니다.",
    "The images are unlike any that it was trained on.",
  ],
  "knowledge.farOne": [
    "{sequences} 영상이 학습에 쓴 어떤 {sequences} 영상과도 다릅니다.",
    "{sequences} is unlike any {sequences} that it was trained on.",
  ],
  "knowledge.structure": [
    "영상에 뇌의 구조가 보이지 않습니다.",
    "The images do not have the structure of a brain.",
  ],
  "knowledge.size": [
    "뇌의 크기가 학습에 쓴 어떤 뇌보다도 작거나 큽니다.",
    "The brain is smaller or larger than any that it was trained on.",
  ],
  "knowledge.origin": [
    "이 예측은 모델이 아는 범위 밖의 영상에서 나온 분할에 근거합니다.",
    "This rests on a segmentation of images outside of what its model knows.",
  ],

  "strip.title": ["두개골을 제거한 영상을 사용했습니다", "The skull was removed first"],
  "strip.said": [
    "{model} {version}이(가) {sequences}에서 두개골을 제거했습니다. 사용한 영상은 PACS에 있는 영상과 다릅니다.",
    "{model} {version} removed it from {sequences}. The images that were used are not those that the PACS holds.",
  ],
  "strip.checksum": ["체크섬 {sha256}", "Checksum {sha256}"],

  "confidence.title": ["확신도", "Confidence"],
  "confidence.meaning": [
    "확신도: 표시한 복셀 가운데 실제로 그 영역일 것으로 모델이 예상하는 비율. 합성 환자로 보정했으며, 한 환자에서는 크게 벗어날 수 있습니다.",
    "Confidence: the share of the drawn voxels that the model expects to belong there. Calibrated on synthetic patients; for one patient it can be far off.",
  ],
  "confidence.uncalibrated": [
    "확신도: 표시한 복셀 가운데 실제로 그 영역일 것으로 모델이 예상하는 비율. 보정되지 않은 값입니다.",
    "Confidence: the share of the drawn voxels that the model expects to belong there. Not calibrated.",
  ],
  "confidence.details": ["예상 부피와 병변별 확신도", "Expected volumes, confidence by lesion"],
  "confidence.expected": ["예상 부피", "Expected volume"],
  "confidence.range": ["범위", "Range"],
  "confidence.expectedMeaning": [
    "예상 부피: 뇌 전체에서 종양 확률이 5 %를 넘는 복셀의 확률을 더한 값으로, 표시하지 않은 곳도 포함합니다.",
    "Expected volume: the probabilities above 5 % of the whole brain added up, also where nothing is drawn.",
  ],
  "confidence.rangeMeaning": [
    "범위: 합성 환자 가운데 {share} %에서 실제 부피가 이 사이에 있었습니다(위 순서대로).",
    "Range: it held the true volume of {share} % of synthetic patients (in the order above).",
  ],
  "confidence.lesion": ["병변", "Lesion"],
  "confidence.lesionName": ["병변 {number}", "Lesion {number}"],

  "none.sure": [
    "뇌 전체에서 가장 높은 종양 확률은 {largest} %이고, 확률이 5 %를 넘는 부피는 {possible} ml입니다.",
    "The highest probability of tumour anywhere in the brain is {largest} %; {possible} ml have more than 5 %.",
  ],
  "none.meaning": [
    "모델이 찾지 못했다는 뜻이며, 종양이 없다는 진단이 아닙니다.",
    "The model found none; that is no diagnosis that there is none.",
  ],
} as const;
