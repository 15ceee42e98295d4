import assert from "node:assert/strict";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

const ARGS = [
  "--headless",
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Debian's Chromium without a window; close it when done. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
}

/** A page of a person who reads this language, 1280 pixels wide as the portal promises. */
export interface WatchedPage {
  readonly page: Page;
  /** What the browser complained about: errors, refused scripts and styles, missing files. */
  readonly complaints: string[];
}

/** Opens a page in a context of its own (own cookies) and writes down every complaint. */
export async function openPage(browser: Browser, locale: "ko-KR" | "en-GB"): Promise<WatchedPage> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (line.type() === "error") complaints.push(`${line.text()} ${line.location().url}`);
  });
  return { page, complaints };
}

/** Signs in through the form. */
export async function signInAt(page: Page, origin: string, name: string, password: string) {
  await page.goto(`${origin}/login`);
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.click("main button[type=submit]");
  await page.waitForURL((url) => url.pathname !== "/login");
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}

/** Asserts that axe-core finds nothing on the page as it stands, frames left out. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<Violation[]>(
    "axe.run(document, { iframes: false }).then(({ violations }) => violations)",
  );
  const lines = found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join()}`);
  assert.deepEqual(lines, [], page.url());
}

/** Asserts that nothing sticks out to the right. */
export async function assertFits(page: Page): Promise<void> {
  const width = await page.evaluate<number>("document.documentElement.scrollWidth");
  assert.ok(width <= 1280, `${page.url()} is ${width} pixels wide`);
}
