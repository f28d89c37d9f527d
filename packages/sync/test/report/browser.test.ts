/** A report is opened and used in Chromium, where there is one. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launch, program } from "../../../../scripts/support/chromium.js";
import { page as reportPage } from "../../src/report/page.js";
import { count, entry, gathered, run, state } from "./support.js";

/** Two connections: one with a failure now, one with rows that grow and a column that was added. */
function content(): string {
  const error = "`GET /v1/users` answered HTTP 403. <b>Not allowed</b>. Grant the permission, or exclude the stream.";
  const failed = [count("users", { status: "INCOMPLETE", error })];
  const changes = [{ kind: "added" as const, column: "<script>document.title='run'</script>" }];
  const grown = (rows: number) => [
    count("users", { rows, changes: rows === 20 ? changes : undefined }),
    count("notes", { rows: 7 }),
  ];
  const runs = [
    run(1, { connection: "broken", status: "failed", streams: failed, error }),
    ...Array.from({ length: 20 }, (_none, index) => run(2 + index * 12, { streams: grown(20 - index) })),
    run(250, { connection: "broken", streams: [count("users")] }),
  ];
  const notes = entry("notes", ["id", "user_id", "text"]);
  const states = new Map([
    ["acme", state(entry("users", ["id", "name"]), notes)],
    ["broken", state(entry("users", ["id"], { schema: "broken" }))],
  ]);
  return reportPage(gathered(runs, { states }));
}

interface Opened {
  readonly page: Page;
  /** What the page logged, and errors of it. */
  readonly messages: readonly string[];
  /** Addresses that it asked for, besides its own. */
  readonly requests: readonly string[];
}

(program === undefined ? describe.skip : describe)("a report in Chromium", () => {
  let folder: string;
  let address: string;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-test-"));
    const file = join(folder, "report.html");
    await writeFile(file, content());
    address = pathToFileURL(file).href;
    browser = await launch(program ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  async function opened(options: BrowserContextOptions, work: (opened: Opened) => Promise<void>): Promise<void> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const messages: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(String(error)));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(address);
    await work({ page, messages, requests });
    expect(messages).toEqual([]);
    expect(requests).toEqual([address]);
    await context.close();
  }

  const background = (page: Page) => page.evaluate("getComputedStyle(document.body).backgroundColor");
  const visible = (page: Page, selector: string) => page.locator(selector).filter({ visible: true }).count();

  test("changes between light and dark, from what the system prefers", async () => {
    for (const [colorScheme, before, after] of [
      ["light", "rgb(255, 255, 255)", "rgb(20, 23, 28)"],
      ["dark", "rgb(20, 23, 28)", "rgb(255, 255, 255)"],
    ] as const) {
      await opened({ colorScheme }, async ({ page }) => {
        const toggle = page.getByRole("button", { name: colorScheme === "light" ? "Dark" : "Light" });
        expect(await background(page)).toBe(before);
        await toggle.click();
        expect(await background(page)).toBe(after);
      });
    }
  });

  test("filters everything by connection, and runs by their status", async () => {
    await opened({}, async ({ page }) => {
      expect(await visible(page, "#tables tbody tr")).toBe(3);
      await page.getByRole("combobox", { name: "Connection" }).selectOption("broken");
      expect(await page.locator("#tables tbody tr").filter({ visible: true }).allTextContents()).toEqual([
        expect.stringMatching(/^broken\.users/),
      ]);
      expect([await visible(page, ".lane"), await visible(page, "#diagram figure")]).toEqual([1, 1]);
      await page.getByText("22 runs as a table").click();
      expect(await visible(page, "#runs tbody tr")).toBe(2);
      await page.getByLabel("Only those that are not complete").check();
      expect(await visible(page, "#runs tbody tr")).toBe(1);
      await page.getByRole("combobox", { name: "Connection" }).selectOption("");
      expect(await visible(page, "#tables tbody tr")).toBe(3);
    });
  });

  test("opens a failure by the keyboard, and shows its message as text, with what to do", async () => {
    await opened({}, async ({ page }) => {
      const failure = page.locator("#failures details");
      expect(await failure.getByText("What to do").isVisible()).toBe(false);
      await failure.locator("summary").focus();
      await page.keyboard.press("Enter");
      expect(await failure.locator("dd").first().textContent()).toBe(
        "`GET /v1/users` answered HTTP 403. <b>Not allowed</b>.",
      );
      expect(await failure.getByText("Grant the permission, or exclude the stream.").isVisible()).toBe(true);
    });
  });

  test("runs nothing that is in the data, whatever it looks like", async () => {
    await opened({}, async ({ page }) => {
      expect(await page.title()).toBe("Sluice report: duckdb:warehouse.duckdb");
      expect(await page.locator("#changes tbody code").nth(1).textContent()).toBe(
        "<script>document.title='run'</script>",
      );
    });
  });

  test("names charts, regions and controls for those who do not see them", async () => {
    await opened({}, async ({ page }) => {
      await expect(page.getByRole("img", { name: "acme: 20 runs, 0 of them not complete" }).count()).resolves.toBe(1);
      await expect(
        page.getByRole("img", { name: "Rows of acme.users: from 1 to 20, between 1 and 20" }).count(),
      ).resolves.toBe(1);
      await expect(page.getByRole("img", { name: "Entity diagram: 2 tables, 1 reference" }).count()).resolves.toBe(1);
      expect(await page.getByRole("heading", { level: 2 }).allTextContents()).toHaveLength(8);
      expect(await page.getByRole("rowheader", { name: "acme.notes" }).count()).toBe(1);
    });
  });

  test.each([
    ["desktop", 1280],
    ["phone", 390],
  ])("fits the width of a %s: only tables and diagrams scroll sideways", async (name, width) => {
    await opened({ viewport: { width, height: 844 } }, async ({ page }) => {
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      const path = join(process.env["SLUICE_SCREENSHOTS"] ?? folder, `report-${name}.png`);
      expect((await page.screenshot({ fullPage: true, path })).length).toBeGreaterThan(20_000);
    });
  });

  test("prints everything that is closed on the screen", async () => {
    await opened({}, async ({ page }) => {
      await page.evaluate("void dispatchEvent(new Event('beforeprint'))");
      await page.emulateMedia({ media: "print" });
      expect(await page.getByText("What to do").isVisible()).toBe(true);
      expect(await page.getByRole("navigation").isVisible()).toBe(false);
    });
  });
});
