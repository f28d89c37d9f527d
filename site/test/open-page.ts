import type { BrowserContext, Page } from "playwright-core";

/** Widths of a phone and of a desktop. */
export const WIDTHS = [390, 1280] as const;

/** Opens a page of which all that goes wrong, and each request to another host than the site's, is in `complaints`. */
export async function openPage(context: BrowserContext, site: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== site && protocol !== "data:") complaints.push(`request to another host: ${request.url()}`);
  });
  page.on("requestfailed", (request) =>
    complaints.push(`failed request: ${request.url()} ${request.failure()?.errorText}`),
  );
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  return { page, complaints };
}
