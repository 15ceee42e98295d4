/** What the product says about metastases: questions, facts, answers, and why there is none. */
export const METASTASIS_TEXTS = {
  "met.title": ["전이 예측", "Metastasis"],
  "met.notValidated": ["연구용, 검증되지 않음", "Research, not validated"],
  "met.published": [
    "연구용, 검증되지 않음(발표된 수치)",
    "Research, not validated (published figures)",
  ],
  "met.origin": ["병변의 기원", "Origin of the lesions"],
  "met.prognosis": ["뇌전이의 예후(DS-GPA)", "Prognosis with brain metastases (DS-GPA)"],
  "met.velocity": ["뇌전이 속도(BMV)", "Brain metastasis velocity (BMV)"],
  "met.risk": ["뇌전이 위험", "Risk of brain metastasis"],
  "met.probability": ["원발성이 아니라 전이일 확률", "Probability of metastasis, not primary"],
  "met.interval": ["95 % 범위 {low} ~ {high} %", "95 % range {low} to {high} %"],
  "met.shares": ["각 입력의 몫(로그 오즈)", "Share of each input (log-odds)"],
  "met.input": ["입력", "Input"],
  "met.value": ["값", "Value"],
  "met.share": ["몫", "Share"],
  "met.towardPrimary": ["← 원발성", "← primary"],
  "met.towardMetastasis": ["전이 →", "metastasis →"],
  "met.halfWeight": ["서로 의존하는 입력이므로 ×{weight}", "×{weight}, for it depends on another"],
  "met.notKnown": ["알 수 없음: {low}에서 {high}까지 가능", "not known: {low} to {high} possible"],
  "met.notApplicable": [
    "이 사례에는 해당하는 연구가 없어 쓰지 않음: {inputs}",
    "Not used, for no study had such a case: {inputs}",
  ],
  "met.contradicting": ["결과와 어긋나는 입력: {inputs}", "Speaks against the result: {inputs}"],
  "met.noEffect": [
    "이 암에는 두개외 전이 여부에 따른 수치가 없어, 두개외 전이는 이 확률에 영향을 주지 않습니다.",
    "Metastases outside the skull change nothing here: no figures by them were found for this cancer.",
  ],
  "met.notice.studied_in_adults": [
    "근거 연구는 성인을 대상으로 했습니다. 18세 미만이므로 나이는 반영하지 않고 모르는 것으로 처리하며, 다른 수치도 소아청소년에게는 맞지 않을 수 있습니다.",
    "The studies are of adults. Below 18 the age is not used and counts as not known; the other figures may not hold for children either.",
  ],
  "met.leftOut": ["쓰지 않는 것과 그 이유", "What is not used, and why"],
  "met.dependence": ["의존하는 입력", "Inputs that depend on each other"],
  "met.prior": [
    "{percent} %에서 시작합니다. 0보다 크면 전이 쪽입니다.",
    "Starts from {percent} %. Above 0 speaks for metastases.",
  ],
  "met.diameter": [
    "가장 큰 종양핵의 최대 직경 {mm} mm(쓰지 않음)",
    "Longest diameter of the largest core {mm} mm (not used)",
  ],
  "met.sources": ["출처", "Sources"],
  "met.source": ["출처: {citation}", "Source: {citation}"],
  "met.version": ["모델 {model} {version}", "Model {model} {version}"],

  "met.points": ["{points} / {most}점, 그룹 {group}", "{points} of {most} points, group {group}"],
  "met.survival": ["생존 중앙값 {months}개월", "Median survival {months} months"],
  "met.median": ["생존 중앙값", "Median survival"],
  "met.months": ["{months}개월", "{months} months"],
  "met.quartiles": ["25–75 %: {low}–{high}개월", "25–75 %: {low}–{high} months"],
  "met.quartilesOpen": [
    "25 %: {low}개월, 75 %는 도달하지 않음",
    "25 %: {low} months, 75 % not reached",
  ],
  "met.assumesMetastases": [
    "병변이 뇌전이일 때에만 의미가 있습니다. 표는 2020년 9월판(2022년 폐암 개정판은 아님).",
    "Holds only if the lesions are metastases. Tables as of September 2020 (not the lung update of 2022).",
  ],
  "met.countedUnknown": [
    "모름: 출처가 정한 대로 {points}점",
    "unknown: {points} points, as the source says",
  ],
  "met.doubt.haemoglobin_edge": [
    "경계값이 출처마다 다름(11.0 또는 11.1)",
    "edge differs by source (11.0 or 11.1)",
  ],
  "met.factor": ["인자", "Factor"],
  "met.pointsHead": ["점수", "Points"],

  "met.since": [
    "첫 방사선수술 후 새 전이: 연 {rate}개({count}개 / {days}일)",
    "New since the first radiosurgery: {rate} a year ({count} in {days} days)",
  ],
  "met.initial": [
    "첫 방사선수술까지(초기 BMV): 연 {rate}개({count}개 / {days}일)",
    "Up to the first radiosurgery (initial BMV): {rate} a year ({count} in {days} days)",
  ],
  "met.group.low": ["낮음", "low"],
  "met.group.intermediate": ["중간", "intermediate"],
  "met.group.high": ["높음", "high"],
  "met.groupIs": ["그룹: {group}", "Group: {group}"],
  "met.cuts.since": [
    "경계: 연 4개 미만 낮음, 4–13개 중간, 13개 초과 높음",
    "Cuts: below 4 a year low, 4 to 13 intermediate, above 13 high",
  ],
  "met.cuts.initial": [
    "경계: 연 2개 미만 낮음, 2개 이상 높음",
    "Cut: below 2 a year low, from 2 on high",
  ],
  "met.nearCut": [
    "경계에 가까움: 1년을 365일로 보는지 366일로 보는지에 따라 그룹이 달라집니다.",
    "Near the cut: whether a year has 365 or 366 days decides the group.",
  ],
  "met.medianInterval": [
    "중앙값의 95 %: {low}–{high}개월",
    "95 % of the median: {low}–{high} months",
  ],
  "met.medianNoInterval": ["범위는 출처에서 보지 못함", "interval not seen in the source"],
  "met.medianValidation": ["다른 연구: {months}개월", "second study: {months} months"],
  "met.hazard": ["위험비 {ratio}(낮음 대비)", "hazard ratio {ratio} against low"],
  "met.calendar": [
    "두 날짜 사이의 일수를 365.25일로 나눈 햇수입니다.",
    "Years are the days between the two dates over 365.25.",
  ],

  "met.riskIntro": [
    "진단 당시 뇌전이가 있던 환자의 비율입니다. 이 환자에 대한 예측이 아닙니다.",
    "Shares of patients with brain metastases at diagnosis; no prediction for this patient.",
  ],
  "met.denominator.all_at_diagnosis": [
    "이 암으로 진단받은 모든 환자 중",
    "of all patients at the diagnosis of this cancer",
  ],
  "met.denominator.with_metastasis_at_diagnosis": [
    "진단 당시 어디든 전이가 있던 환자 중",
    "of those with a metastasis anywhere at diagnosis",
  ],
  "met.riskFits": ["이 환자에 해당", "fits this patient"],
  "met.riskMayFit": ["이 환자에 해당할 수 있음", "may fit this patient"],
  "met.riskRounding": [
    "반올림 {low}–{high} %, 출처의 범위는 보지 못함",
    "rounded from {low}–{high} %, the source's interval was not seen",
  ],

  "met.needs": ["필요한 입력: {inputs}", "Needs: {inputs}"],
  "met.lacks.lesions": ["완료된 분할", "a finished segmentation"],
  "met.why.no_lesion": ["병변이 없어 해당하지 않습니다.", "No lesion was found."],
  "met.why.lesion_present": [
    "병변이 없는 환자를 위한 답입니다.",
    "For patients without a lesion.",
  ],
  "met.why.no_known_cancer": ["알려진 암이 없습니다.", "No cancer is known."],
  "met.why.no_table_for_primary": [
    "이 암에 대한 발표된 표가 없습니다.",
    "No published table for this cancer was found.",
  ],
  "met.why.adults_only": [
    "성인 자료로 만든 표이므로 18세 미만에는 적용하지 않습니다.",
    "The table was made of adults and does not apply below 18.",
  ],
  "met.why.no_radiosurgery": [
    "방사선수술 날짜가 입력되지 않았습니다.",
    "No radiosurgery was entered.",
  ],

  "met.fact.ageYears": ["나이(세)", "Age (years)"],
  "met.fact.primary": ["알려진 암과 종류", "Known cancer and its type"],
  "met.fact.karnofsky": ["카르노프스키 수행도(KPS)", "Karnofsky status (KPS)"],
  "met.fact.extracranialMetastases": ["두개외 전이", "Metastases outside the skull"],
  "met.fact.brainMetastases": ["뇌전이 수", "Number of brain metastases"],
  "met.fact.infratentorial": ["천막하 병변", "A lesion below the tentorium"],
  "met.fact.egfrAlk": ["EGFR 또는 ALK 변이", "EGFR or ALK altered"],
  "met.fact.braf": ["BRAF 변이", "BRAF mutated"],
  "met.fact.breastSubtype": ["유방암 아형", "Breast cancer subtype"],
  "met.fact.haemoglobin": ["혈색소(g/dL)", "Haemoglobin (g/dL)"],
  "met.fact.primaryDiagnosed": ["원발암 진단일", "Primary diagnosed on"],
  "met.fact.firstRadiosurgery": ["첫 방사선수술일", "First radiosurgery on"],
  "met.fact.metastasesAtRadiosurgery": [
    "그 방사선수술 때 뇌전이 수",
    "Brain metastases at that radiosurgery",
  ],
  "met.fact.newMetastases": ["그 후 새 뇌전이 수", "New brain metastases since"],
  "met.fact.assessedOn": ["마지막으로 센 날", "Counted up to"],

  "met.primary.none": ["알려진 암 없음", "none known"],
  "met.primary.nsclc_adenocarcinoma": ["비소세포폐암, 선암", "lung, adenocarcinoma (NSCLC)"],
  "met.primary.nsclc_squamous": ["비소세포폐암, 편평세포암", "lung, squamous (NSCLC)"],
  "met.primary.nsclc_other": ["비소세포폐암, 기타 조직형", "lung, other NSCLC"],
  "met.primary.nsclc_unspecified": [
    "비소세포폐암, 조직형 모름",
    "lung, NSCLC of unknown histology",
  ],
  "met.primary.sclc": ["소세포폐암", "lung, small-cell"],
  "met.primary.lung_unspecified": ["폐암, 조직형 모름", "lung, cells not known"],
  "met.primary.melanoma": ["흑색종", "melanoma"],
  "met.primary.breast": ["유방암", "breast"],
  "met.primary.renal": ["신세포암", "renal cell"],
  "met.primary.colorectal": ["대장암", "colorectal"],
  "met.primary.gastrointestinal_other": ["기타 소화기암", "other gastrointestinal"],
  "met.primary.other": ["기타 암", "another cancer"],
  "met.choice.true": ["있음", "yes"],
  "met.choice.false": ["없음", "no"],
  "met.choice.positive": ["양성", "positive"],
  "met.choice.negative": ["음성", "negative"],
  "met.choice.unknown": ["검사했으나 모름", "sought, not known"],
  "met.breastSubtype.basal": ["기저형(HR-/HER2-)", "basal (HR-/HER2-)"],
  "met.breastSubtype.luminal_a": ["루미날 A(HR+/HER2-)", "luminal A (HR+/HER2-)"],
  "met.breastSubtype.her2": ["HER2(HR-/HER2+)", "HER2 (HR-/HER2+)"],
  "met.breastSubtype.luminal_b": ["루미날 B(HR+/HER2+)", "luminal B (HR+/HER2+)"],

  "met.form": ["임상 정보 입력", "Enter clinical facts"],
  "met.formHint": [
    "모르는 항목은 비워 두세요. 기본값을 쓰지 않습니다.",
    "Leave blank what is not known: no default is used.",
  ],
  "met.blank": ["입력 안 함", "not entered"],
  "met.save": ["저장하고 다시 계산", "Save and compute again"],
  "met.saved": ["저장했습니다.", "Saved."],
  "met.entered": ["{name}, {time} 입력", "entered by {name}, {time}"],
  "met.ageFromChart": [
    "검사 당시, 차트의 생년월일 기준",
    "at the examination, from the birth date in the chart",
  ],
  "met.ageFromImages": [
    "검사 당시, 영상의 생년월일 기준",
    "at the examination, from the birth date in the images",
  ],
  "met.ageEntered": ["검사 당시, {name} 입력", "at the examination, entered by {name}"],
  "met.fromChart": ["FHIR 차트에서", "from the FHIR chart"],
  "met.segmentationCount": [
    "분할에서 센 종양핵: {count}",
    "cores in the segmentation: {count}",
  ],
  "met.chart.unavailable": [
    "FHIR 서버가 응답하지 않아 알려진 암을 확인하지 못했습니다.",
    "The FHIR server does not answer: known cancers could not be read.",
  ],
  "met.chart.unlinked": [
    "FHIR 서버에 이 환자가 없어 알려진 암을 확인하지 못했습니다.",
    "The FHIR server has no such patient: known cancers could not be read.",
  ],
  "met.chart.none": [
    "FHIR 차트에 두개외 원발암 기록이 없습니다(흑색종 외 피부암은 세지 않음). 암이 없다는 뜻은 아닙니다.",
    "The FHIR chart records no primary cancer outside the skull (skin cancer counts as melanoma only), which does not say that there is none.",
  ],
  "met.chart.unread": [
    "FHIR 차트에서 질환 {count}건을 읽지 못했습니다(글자뿐이거나 모르는 코드, 또는 원발을 알 수 없음). 암일 수 있으니 확인하여 입력하세요.",
    "Conditions of the FHIR chart that could not be read: {count} (text alone, unknown codes, or of an unnamed primary). A cancer may be among them: look, and enter it.",
  ],
  "met.chart.unconfirmed": [
    "FHIR 차트에 확진되지 않은 암이 있습니다: {cancers}. 쓰지 않습니다.",
    "The FHIR chart has cancers that are not confirmed: {cancers}. They are not used.",
  ],
  "met.chart.several": [
    "FHIR 차트에 암이 여러 개 있습니다: {cancers}. 하나를 골라 입력하세요.",
    "The FHIR chart records several cancers: {cancers}. Enter the one that counts.",
  ],
  "met.toFhir": [
    "판독이 끝나면 입력값이 FHIR에 Observation으로 전송됩니다.",
    "What is entered goes to FHIR as Observations with the reading.",
  ],
  "met.again": [
    "작업자가 새 입력으로 다시 예측하고 있습니다.",
    "The worker predicts again with the new facts.",
  ],
  "met.recorded": [
    "작업자 기록: {percent} %, 그때 알려진 입력으로 계산한 값입니다.",
    "Recorded by the worker: {percent} %, of what was known then.",
  ],
  "met.notPredicted": [
    "작업자가 예측하지 못했습니다. 위 값은 표로 직접 계산한 것입니다.",
    "The worker could not predict; the figures above are computed from the table.",
  ],
  "met.conflict.metastases_without_cancer": [
    "입력이 서로 맞지 않습니다: 알려진 암은 없는데 두개외 전이가 있습니다.",
    "Inputs contradict each other: metastases outside the skull, but no known cancer.",
  ],
  "met.conflict.cancer_facts_without_cancer": [
    "입력이 서로 맞지 않습니다: 알려진 암이 없다고 했지만 암에 관한 항목(진단일, 아형, 유전자 변이, 방사선수술, 새 전이)이 입력되어 있습니다.",
    "Inputs contradict each other: no known cancer, but facts of one (diagnosis, subtype, mutation, radiosurgery or new metastases).",
  ],
  "met.conflict.days_before_birth": [
    "입력이 서로 맞지 않습니다: 입력한 날짜 가운데 나이로 미루어 출생 전인 날이 있습니다.",
    "Inputs contradict each other: going by the age, a day that was entered lies before the birth.",
  ],
  "met.conflict.chart_differs": [
    "입력이 서로 맞지 않습니다: FHIR 차트에는 {chart}, 입력은 {entered}입니다. 입력한 값으로 계산합니다.",
    "Inputs contradict each other: the chart records {chart}; {entered} was entered and is used.",
  ],
  "met.conflict.age_differs": [
    "입력이 서로 맞지 않습니다: 입력한 나이는 {enteredAge}세인데 생년월일로는 {age}세입니다. 생년월일로 계산합니다.",
    "Inputs contradict each other: the age {enteredAge} was entered, the birth date gives {age} and is used.",
  ],
  "met.conflict.birth_differs": [
    "입력이 서로 맞지 않습니다: 차트와 영상의 생년월일이 다릅니다. 차트의 것을 씁니다. 같은 환자인지 확인하세요.",
    "Inputs contradict each other: chart and images have different birth dates. The chart's is used: check that both are of this patient.",
  ],
  "met.conflict.connected_single": [
    "입력이 서로 맞지 않습니다: 병변이 둘 이상이 아닌데 부종으로 연결되어 있다고 합니다.",
    "Inputs contradict each other: lesions joined by oedema, but fewer than two of them.",
  ],
  "met.conflict.count_differs": [
    "입력이 서로 맞지 않습니다: 입력한 뇌전이 수와 분할의 종양핵 수가 다릅니다.",
    "Inputs contradict each other: other brain metastases were entered than cores were drawn.",
  ],
  "met.conflict.metastases_without_lesion": [
    "입력이 서로 맞지 않습니다: 뇌전이를 입력했지만 분할에 병변이 없습니다.",
    "Inputs contradict each other: brain metastases were entered, but no lesion was drawn.",
  ],
  "met.older": [
    "마지막으로 완료된 판독의 값입니다.",
    "These numbers are of the last reading that was completed.",
  ],
  "met.standing": [
    "더 새로운 판독은 반려되었습니다. 반려되지 않은 가장 최근 판독의 값입니다.",
    "A newer reading was rejected: these numbers are of the newest one that was not.",
  ],
  "met.rejected": [
    "반려된 분할에서 나온 값입니다.",
    "These numbers come from a rejected segmentation.",
  ],
} as const;
