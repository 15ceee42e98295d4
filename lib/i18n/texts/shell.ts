/** Frame of every page, sign-in, errors, keys. */
export const SHELL_TEXTS = {
  "app.name": ["NeuroNova", "NeuroNova"],
  "app.purpose": ["뇌종양 MR 판독 지원", "Decision support for brain tumour MR"],
  "app.researchKo": ["연구용으로만 사용. 진단용이 아님.", "연구용으로만 사용. 진단용이 아님."],
  "app.researchEn": [
    "Research use only. Not for diagnostic use.",
    "Research use only. Not for diagnostic use.",
  ],
  "app.researchLabel": ["사용 범위", "Intended use"],
  "app.skip": ["본문으로 건너뛰기", "Skip to the content"],

  "nav.label": ["주 메뉴", "Main"],
  "nav.worklist": ["작업 목록", "Worklist"],
  "nav.patients": ["환자 찾기", "Patients"],
  "nav.models": ["모델", "Models"],
  "nav.jobs": ["작업 관리", "Jobs"],
  "nav.help": ["단축키", "Keys"],
  "nav.signOut": ["로그아웃", "Sign out"],
  "nav.toDark": ["어두운 화면", "Dark"],
  "nav.toLight": ["밝은 화면", "Light"],
  "nav.otherLanguage": ["English", "한국어"],

  "role.radiologist": ["영상의학과 의사", "Radiologist"],
  "role.clinician": ["임상 의사", "Clinician"],
  "role.administrator": ["관리자", "Administrator"],
  "role.service": ["서비스 계정", "Service"],

  "signIn.title": ["로그인", "Sign in"],
  "signIn.name": ["아이디", "User name"],
  "signIn.password": ["비밀번호", "Password"],
  "signIn.submit": ["로그인", "Sign in"],
  "signIn.needsHttps": [
    "이 주소에서는 안전한 연결(https)이 필요합니다. 브라우저가 로그인 쿠키를 보관하지 않으므로 로그인할 수 없습니다. https 주소로 접속하거나 이 컴퓨터에서 127.0.0.1로 여세요.",
    "This address needs https: over plain http the browser drops the sign-in cookie, so signing in cannot work. Open the https address, or 127.0.0.1 on this machine.",
  ],
  "signIn.needsHttpsTitle": ["https가 필요합니다", "Needs https"],
  "signIn.ended": [
    "세션이 끝났습니다. 다시 로그인하면 이 화면에서 계속합니다.",
    "Your session has ended. Sign in again to go on where you are.",
  ],
  "signIn.offline": [
    "서버에 연결할 수 없습니다. 연결을 확인하고 다시 시도하세요.",
    "The server cannot be reached. Check the connection and try again.",
  ],

  "error.title": ["요청을 처리하지 못했습니다", "This could not be done"],
  "error.requestId": ["요청 번호", "Request number"],
  "error.back": ["작업 목록으로", "To the worklist"],

  "help.title": ["키보드 단축키", "Keyboard"],
  "help.close": ["닫기", "Close"],
  "help.anywhere": ["어디서나", "Everywhere"],
  "help.onWorklist": ["작업 목록", "Worklist"],
  "help.onStudy": ["검사 화면", "Study page"],
  "help.open": ["이 도움말", "This help"],
  "help.goWorklist": ["작업 목록으로", "Go to the worklist"],
  "help.goPatients": ["환자 찾기로", "Go to patient search"],
  "help.move": ["다음 / 이전 검사", "Next / previous study"],
  "help.openStudy": ["검사 열기", "Open the study"],
  "help.request": ["AI 판독 요청", "Ask for an AI reading"],
  "help.accept": ["결과 승인", "Accept the result"],
  "help.reject": ["결과 반려", "Reject the result"],
  "help.segmentation": ["분할 표시 켜기 / 끄기", "Segmentation on / off"],
  "help.note": [
    "뷰어 안에 초점이 있으면 Esc를 눌러 단축키를 다시 쓸 수 있습니다. 글을 입력하는 동안에는 작동하지 않습니다.",
    "With the focus inside the viewer, press Esc first. Keys rest while you type.",
  ],
} as const;
