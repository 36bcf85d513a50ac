import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export const widths = [380, 1024, 1600] as const;
export const themes = ['light', 'dark'] as const;

const pictures = join(import.meta.dirname, '..', '..', 'test-results', 'web');

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.TRELLIS_CHROMIUM ?? process.env.TRELLIS_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** A window of its own, that reports what no page may do: fail in a script, open a dialog, be refused by its own policy. */
export async function openWindow(
  browser: Browser,
  complaints: string[],
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  page.on('pageerror', (error) => complaints.push(`script failed: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Warning: /.test(message.text())) complaints.push(`console: ${message.text()}`);
  });
  return { context, page };
}

/** A fresh one-time link: from the environment, else asked of the graph with the owner's token. */
export async function signInLink(url: string): Promise<string> {
  const given = process.env.TRELLIS_E2E_SIGN_IN;
  if (given) return given.startsWith('http') ? given : `${url}/sign-in#${given}`;
  const token = process.env.TRELLIS_E2E_TOKEN;
  if (!token) throw new Error('Set TRELLIS_E2E_SIGN_IN to a sign-in link, or TRELLIS_E2E_TOKEN to an owner’s token.');
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: 'mutation { createSignInLink { url } }' }),
  });
  const answer = (await response.json()) as { data?: { createSignInLink: { url: string } }; errors?: unknown };
  if (!answer.data) throw new Error(`No sign-in link: ${JSON.stringify(answer.errors)}`);
  return answer.data.createSignInLink.url;
}

/** Takes a picture of the page at each width and theme, and gives what axe finds wrong in each theme. */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  mkdirSync(pictures, { recursive: true });
  const findings: string[] = [];
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze();
    for (const { id, nodes } of violations)
      findings.push(`${theme}: ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (overflow > 0) findings.push(`${width} px: ${overflow} px wider than the window`);
      await page.screenshot({
        path: join(pictures, `${name}-${width}-${theme}.png`),
        fullPage: true,
        animations: 'disabled',
      });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  return findings;
}
