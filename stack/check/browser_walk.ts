import { join, resolve } from "node:path";
import { type Browser, chromium, type Frame, type Page } from "playwright-core";
import type { DemoState } from "../demo_state.ts";
import type { Report } from "../report.ts";
import { expect, type StepResult, walk } from "./steps.ts";

const READING_MS = 300_000;

/**
 * Walks the path in Chromium as a person would, and leaves pictures of the real screens in the data
 * folder's pictures/.
 */
export async function walkInBrowser(
  state: DemoState,
  data: string,
  report: Report,
): Promise<StepResult[]> {
  const pictures = join(resolve(data), "pictures");
  await Deno.mkdir(pictures, { recursive: true });
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: "en",
      // Only with --tls: the demo's own authority, which this browser does not know.
      ignoreHTTPSErrors: state.certificateAuthority !== null,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const shoot = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });
    const results = await walk(steps(page, state, shoot), report);
    if (results.at(-1)?.ok !== true) await shoot("failed");
    report.line(`pictures in ${pictures}`);
    return results;
  } finally {
    await browser.close();
  }
}

function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    // Root in a container has no sandbox to drop into; graphics are drawn by software.
    args: [
      ...(Deno.uid() === 0 ? ["--no-sandbox"] : []),
      ...["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
      "--disable-dev-shm-usage",
    ],
  });
}

type Shoot = (name: string) => Promise<unknown>;

function steps(page: Page, state: DemoState, shoot: Shoot) {
  const radiologist = state.users.find(({ role }) => role === "radiologist");
  const studyPage = `${state.url}/studies/${state.study.uid}`;
  return [
    ["sign in", async () => {
      await page.goto(`${state.url}/`);
      await page.waitForURL(/\/login/);
      await shoot("sign-in");
      await signIn(page, radiologist);
      return page.url().replace(state.url, "");
    }],
    ["worklist", async () => {
      await page.goto(`${state.url}/`);
      await page.locator(`tr[data-study="${state.study.uid}"]`).waitFor();
      await shoot("worklist");
      return await page.title();
    }],
    ["patient", async () => {
      await page.goto(`${state.url}/patients`);
      await page.locator('input[name="mrn"]').fill(state.patient.mrn);
      await page.locator('input[name="mrn"]').press("Enter");
      await page.getByText("서연").first().waitFor();
      await shoot("patient");
      return page.url().replace(state.url, "").replace(/[0-9a-f-]{36}/, "…");
    }],
    ["study in the viewer, four sequences", async () => {
      await page.goto(studyPage);
      const begun = performance.now();
      const lit = await litCanvases(page, 4);
      await shoot("study");
      return `${lit} images after ${((performance.now() - begun) / 1000).toFixed(1)} s`;
    }],
    ["AI reading", async () => {
      const ask = page.locator('button[data-model^="tumour"]').first();
      if (await page.locator("[data-mm3]").count() === 0) await ask.click();
      await shoot("reading");
      await page.locator("[data-mm3]").first().waitFor({ timeout: READING_MS });
      const volumes = await page.locator("[data-mm3]").evaluateAll((cells) =>
        cells.map((cell) => cell.getAttribute("data-mm3"))
      );
      return `${volumes.length} volumes, ${volumes[0]} mm3`;
    }],
    ["segmentation over the images", async () => {
      const share = await colouredShare(page);
      await shoot("study-with-segmentation");
      return `${(share * 100).toFixed(2)} % of the images in colour`;
    }],
    ["jobs, as administrator", async () => {
      await page.context().clearCookies();
      await page.goto(`${state.url}/login`);
      await signIn(page, state.users.find(({ role }) => role === "administrator"));
      await page.goto(`${state.url}/jobs`);
      await page.locator("main, table").first().waitFor();
      await shoot("jobs");
      return await page.title();
    }],
  ] as const satisfies [string, () => Promise<string>][];
}

async function signIn(page: Page, user: DemoState["users"][number] | undefined): Promise<void> {
  expect(user !== undefined, "the demo has no such user");
  await page.locator('input[name="name"]').fill(user.name);
  await page.locator('input[name="password"]').fill(user.password);
  await page.locator('form[action="/login"] button').click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

async function viewerFrame(page: Page): Promise<Frame> {
  const handle = await page.locator('iframe[src^="/ohif/"]').elementHandle();
  const frame = await handle?.contentFrame();
  expect(frame !== null && frame !== undefined, "the page has no viewer");
  return frame;
}

/** Waits until so many canvases of the viewer show an image. */
async function litCanvases(page: Page, wanted: number): Promise<number> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const lit = (await canvasPixels(page)).filter(({ grey }) => grey > 0.05).length;
    if (lit >= wanted) return lit;
    expect(performance.now() < deadline, `${lit} of ${wanted} images came within 60 s`);
    await page.waitForTimeout(300);
  }
}

/** Waits until the segmentation's colours are in the images, and says how much of them. */
async function colouredShare(page: Page): Promise<number> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const all = await canvasPixels(page);
    const coloured = all.filter(({ colour }) => colour > 0.002).length;
    if (coloured >= 4) return all.reduce((sum, { colour }) => sum + colour, 0) / all.length;
    expect(performance.now() < deadline, `${coloured} images show the segmentation after 60 s`);
    await page.waitForTimeout(500);
  }
}

/** For each image canvas of the viewer: the share of its pixels that are grey, and in colour. */
async function canvasPixels(page: Page): Promise<{ grey: number; colour: number }[]> {
  return await (await viewerFrame(page)).evaluate(() =>
    [...document.querySelectorAll("canvas")].filter((canvas) => canvas.width > 100).map(
      (canvas) => {
        const copy = document.createElement("canvas");
        copy.width = copy.height = 96;
        const context = copy.getContext("2d", { willReadFrequently: true });
        context?.drawImage(canvas, 0, 0, 96, 96);
        const data = context?.getImageData(0, 0, 96, 96).data ?? new Uint8ClampedArray();
        let [grey, colour] = [0, 0];
        for (let n = 0; n < data.length; n += 4) {
          const [r = 0, g = 0, b = 0] = data.subarray(n, n + 3);
          const spread = Math.max(r, g, b) - Math.min(r, g, b);
          if (spread > 40) colour++;
          else if (r > 40) grey++;
        }
        return { grey: grey / (96 * 96), colour: colour / (96 * 96) };
      },
    )
  );
}
