import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, lookAt, openWindow, signInLink } from './web/signed-in-browser.ts';
import { markupName, markupSubject, nadia, type WrittenHistory, writeHistory } from './web/written-history.ts';

/**
 * The web application in a real Chromium against a running Trellis (TRELLIS_E2E_URL), whose owner signs in once by a link
 * (TRELLIS_E2E_SIGN_IN, or made with TRELLIS_E2E_TOKEN), by roles and labels as a person finds things.
 */
const url = process.env.TRELLIS_E2E_URL ?? '';
const picture = join(import.meta.dirname, '..', 'docs', 'overview.png');

let history: WrittenHistory;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let link: string;
const complaints: string[] = [];

beforeAll(async () => {
  if (url === '') throw new Error('Set TRELLIS_E2E_URL to a running Trellis.');
  history = writeHistory(new Date());
  browser = await launchChromium();
  ({ context, page } = await openWindow(browser, complaints));
  link = await signInLink(url);
});

afterAll(async () => {
  await context?.close();
  await browser?.close();
  history?.remove();
});

const main = () => page.getByRole('main');
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 });
const linkTo = (name: string | RegExp) => main().getByRole('link', { name });

async function open(path: string): Promise<void> {
  await page.goto(`${url}${path}`);
}

/** Opens a repository's page from the list, as somebody who only knows its name. */
async function openRepository(name: string): Promise<string> {
  await open('/repositories');
  await linkTo(name).first().click();
  await heading(name).waitFor();
  return new URL(page.url()).pathname;
}

/** Adds a repository by the form of the sources page, and waits until it is imported. */
async function importByForm(folder: string): Promise<void> {
  await open('/sources');
  await page.getByLabel('Path or URL').fill(folder);
  await page.getByRole('button', { name: 'Add repository' }).click();
  await main()
    .getByRole('listitem')
    .filter({ hasText: folder })
    .getByText(/^imported/)
    .waitFor({ timeout: 60_000 });
}

describe('signing in', () => {
  test('a stranger sees how to get in, and nothing else', async () => {
    const stranger = await openWindow(browser, complaints);
    await stranger.page.goto(url);
    await stranger.page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(await stranger.page.getByRole('main').textContent()).toContain('trellis login');
    expect(await stranger.page.getByRole('navigation').count()).toBe(0);
    expect(await lookAt(stranger.page, 'signed-out')).toEqual([]);
    await stranger.context.close();
  });

  test('the link opens the overview and leaves nothing of itself in the address', async () => {
    await page.goto(link);
    await heading('Overview').waitFor();
    expect(page.url()).toBe(`${url}/`);
  });

  test('a link that was used is refused with the way to a new one', async () => {
    const stranger = await openWindow(browser, complaints);
    await stranger.page.goto(link);
    await stranger.page.getByRole('alert').waitFor();
    expect(await stranger.page.getByRole('main').textContent()).toMatch(/used already.*npm start.*trellis login/s);
    expect(stranger.page.url()).toBe(`${url}/sign-in`);
    expect(await lookAt(stranger.page, 'sign-in')).toEqual([]);
    await stranger.context.close();
  });
});

describe('importing', () => {
  test('a path without a repository is refused by its field, and stays as typed', async () => {
    await open('/sources');
    const field = page.getByLabel('Path or URL');
    await field.fill('/no/such/repository');
    await page.getByRole('button', { name: 'Add repository' }).click();
    const alert = main().getByRole('alert');
    await alert.waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.getAttribute('aria-describedby')).toBe(await alert.getAttribute('id'));
    expect(await field.inputValue()).toBe('/no/such/repository');
  });

  test('repositories are added by their paths and appear once they are imported', async () => {
    await importByForm(history.cellar);
    await importByForm(history.orchard);
    expect(await lookAt(page, 'sources')).toEqual([]);
  });
});

describe('the overview', () => {
  test('answers in a sentence who was active', async () => {
    await open('/');
    await heading('Overview').waitFor();
    const answer = main().getByText(/people committed in the last 4 full weeks/);
    await answer.first().waitFor();
    await main()
      .getByRole('group', { name: 'Bus factor by repository' })
      .getByRole('link', { name: 'cellar', exact: true })
      .first()
      .waitFor();
    await main()
      .getByRole('grid', { name: /Commits by day/ })
      .first()
      .waitFor();
    expect(await lookAt(page, 'overview')).toEqual([]);
  });

  test('is pictured for the README', async () => {
    if (existsSync(picture) && !process.env.TRELLIS_E2E_UPDATE_DOCS) return;
    mkdirSync(dirname(picture), { recursive: true });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.screenshot({ path: picture });
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(existsSync(picture)).toBe(true);
  });

  test('explains each number, and gives the focus back', async () => {
    const button = main().getByRole('button', { name: 'Explain Active people' });
    await button.click();
    const panel = page.getByRole('complementary', { name: 'Explanation' });
    await panel.getByRole('heading', { name: 'Active people' }).waitFor();
    for (const term of ['Method', 'Unit', 'Computed from', 'Window', 'As of', 'Confidence', 'Limitations']) {
      expect(await panel.getByText(term, { exact: true }).count(), term).toBe(1);
    }
    expect(new URL(page.url()).searchParams.get('explain')).toBe('active-people');
    expect(await lookAt(page, 'explain')).toEqual([]);
    await panel.getByRole('heading', { name: 'Active people' }).press('Escape');
    await panel.waitFor({ state: 'hidden' });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('keeps the chosen window in the address and on the way to other pages', async () => {
    await open('/');
    await page.getByLabel('Window', { exact: true }).selectOption('Last 52 full weeks');
    await main()
      .getByText(/in the last 52 full weeks/)
      .first()
      .waitFor();
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Repositories' }).click();
    await heading('Repositories').waitFor();
    expect(new URL(page.url()).searchParams.get('window')).toBe('52w');
  });

  test('leads to the commit that proves the answer in three clicks', async () => {
    await open('/?window=all');
    await main()
      .getByRole('group', { name: 'Bus factor by repository' })
      .getByRole('link', { name: 'orchard', exact: true })
      .first()
      .click();
    await main().getByRole('link', { name: 'Commits', exact: true }).click();
    await main()
      .getByRole('group', { name: /Commits of orchard/ })
      .getByRole('link', { name: /agree on prices/ })
      .first()
      .click();
    await heading(/agree on prices/).waitFor();
    expect(await main().textContent()).toContain('by the author');
    expect(await lookAt(page, 'commit')).toEqual([]);
  });
});

describe('a repository', () => {
  test('the list shows each with its bus factor', async () => {
    await open('/repositories');
    await linkTo('orchard').first().waitFor();
    expect(await lookAt(page, 'repositories')).toEqual([]);
  });

  test('the bus factor names its people, in order, with the curve and what is orphaned', async () => {
    await openRepository('orchard');
    await main()
      .getByRole('img', { name: /files still have an author/ })
      .waitFor();
    const counted = main().getByRole('group', { name: 'The active people counted, in order of removal' });
    expect(await counted.getByRole('row').nth(1).textContent()).toContain(nadia);
    const orphaned = main().getByRole('group', { name: 'Files with only inactive authors' });
    expect(await orphaned.getByRole('rowheader').first().textContent()).toBe('press/legacy-0.ts');
    expect(await lookAt(page, 'bus-factor')).toEqual([]);
  });

  test('what-if counts the files lost, and its address can be sent', async () => {
    await openRepository('orchard');
    await page.getByLabel(nadia, { exact: true }).check();
    const outcome = main()
      .getByRole('status')
      .filter({ hasText: `If ${nadia} left` });
    await outcome.waitFor();
    const sentence = await outcome.textContent();
    expect(sentence).toMatch(/\d+ of \d+ files .* would have no active author; the bus factor would/);
    await page.reload();
    await outcome.waitFor();
    expect(await outcome.textContent()).toBe(sentence);
  });

  test('the map of ownership is walked by keyboard, and its table says the same', async () => {
    const path = await openRepository('orchard');
    await open(`${path}?tab=ownership`);
    const map = main().getByRole('list', { name: /Ownership of what lies here/ });
    await map.getByRole('link', { name: /^trees/ }).waitFor();
    expect(await map.getByRole('link', { name: /single owner/ }).count()).toBeGreaterThan(0);
    expect(await lookAt(page, 'ownership')).toEqual([]);
    await page.getByRole('button', { name: 'Table' }).click();
    await main().getByRole('rowheader', { name: 'trees/' }).waitFor();
    await page.getByRole('button', { name: 'Picture' }).click();
    await map.getByRole('link', { name: /^trees/ }).focus();
    await page.keyboard.press('Enter');
    await map.getByRole('link', { name: /^row-0\.ts/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('path')).toBe('trees');
  });

  test('a file is known by its author, with reasons and changes', async () => {
    const path = await openRepository('orchard');
    await open(`${path}?tab=knowledge&path=market%2Fprices.ts`);
    await main()
      .getByRole('group', { name: /Who knows market\/prices\.ts/ })
      .waitFor();
    const rows = main()
      .getByRole('group', { name: /Who knows/ })
      .getByRole('row');
    expect(await rows.count()).toBe(3);
    expect(await rows.nth(1).getByRole('listitem').count()).toBeGreaterThan(0);
    await main()
      .getByRole('group', { name: /Changes to market\/prices\.ts/ })
      .getByRole('link', { name: nadia })
      .first()
      .waitFor();
    expect(await lookAt(page, 'who-knows')).toEqual([]);
  });

  test('activity and commits are shown for the window', async () => {
    const path = await openRepository('orchard');
    await open(`${path}?tab=activity&window=52w`);
    await main()
      .getByRole('grid', { name: /Commits by day/ })
      .first()
      .waitFor();
    await main()
      .getByRole('grid', { name: /Commits by weekday and hour/ })
      .waitFor();
    expect(await lookAt(page, 'activity')).toEqual([]);
    await open(`${path}?tab=commits&window=52w`);
    await main()
      .getByRole('group', { name: /Commits of orchard/ })
      .waitFor();
    expect(await lookAt(page, 'commits')).toEqual([]);
  });

  test('more of a long list is loaded below what is shown', async () => {
    const path = await openRepository('orchard');
    await open(`${path}?tab=commits&window=all`);
    await main().getByRole('button', { name: 'Show more' }).click();
    await main()
      .getByText(/^100 of \d+ commits/)
      .waitFor();
  });

  test('an address of no repository says so', async () => {
    await open('/repositories/00000000-0000-4000-8000-000000000000');
    await page.getByRole('heading', { name: 'There is no such repository' }).waitFor();
  });
});

describe('people', () => {
  test('are found by name, by whether they still commit, and by when they last did', async () => {
    await open('/people');
    await linkTo(nadia).waitFor();
    expect(await lookAt(page, 'people')).toEqual([]);
    await page.getByLabel('Search people by name or e-mail').fill('duarte');
    await linkTo(nadia).waitFor({ state: 'detached' });
    await linkTo('Ines Duarte').waitFor();
    await main().getByRole('link', { name: 'Active', exact: true }).click();
    await page.getByRole('heading', { name: 'Nobody matches' }).waitFor();
    expect(new URL(page.url()).search).toBe('?search=duarte&activity=active');
  });

  test('a person is shown by calendar, hours, languages, owned areas and commits', async () => {
    await open('/people?search=petrova&window=52w');
    await linkTo(nadia).click();
    await heading(nadia).waitFor();
    await main()
      .getByRole('grid', { name: /Commits by weekday and hour/ })
      .waitFor();
    await main()
      .getByText(/^TypeScript/)
      .first()
      .waitFor();
    await main()
      .getByRole('group', { name: 'Owned areas in orchard' })
      .getByRole('rowheader', { name: 'trees', exact: true })
      .first()
      .waitFor();
    await main()
      .getByRole('group', { name: `Commits of ${nadia}, newest first` })
      .waitFor();
    expect(await lookAt(page, 'person')).toEqual([]);
  });

  test('the calendar is walked by arrow keys and opens a day', async () => {
    await open('/people?search=petrova&window=52w');
    await linkTo(nadia).click();
    const grid = main().getByRole('grid', { name: /Commits by day/ });
    await grid.locator('[tabindex="0"]').focus();
    await page.keyboard.press('ArrowLeft');
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    expect(label).toMatch(/\d{4}: (no commits|\d+ commits?)$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/window=\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}/);
  });

  test('names and messages with markup are only text', async () => {
    await importByForm(history.noticeBoard);
    await open(`/people?search=${encodeURIComponent('img src')}&window=all`);
    await linkTo(markupName).click();
    await heading(markupName).waitFor();
    await main().getByText(markupSubject).first().waitFor();
    await main().getByText(markupSubject).first().click();
    await heading(markupSubject).waitFor();
    expect(await page.evaluate(() => 'markupRan' in window)).toBe(false);
  });
});

describe('teams', () => {
  test('are created, filled and shown', async () => {
    const name = `Orchard crew ${Date.now()}`;
    await open('/teams');
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Create team' }).click();
    await linkTo(name).click();
    await heading(name).waitFor();
    await page.getByLabel('Find a person').fill('petrova');
    await page.getByLabel('Person', { exact: true }).selectOption({ label: nadia });
    await page.getByRole('button', { name: 'Add to team' }).click();
    await main().getByRole('group', { name: 'Members of the team' }).getByRole('link', { name: nadia }).waitFor();
    expect(await lookAt(page, 'team')).toEqual([]);
    await open('/teams');
    await linkTo(name).waitFor();
    expect(await lookAt(page, 'teams')).toEqual([]);
  });
});

describe('everywhere', () => {
  test('Ctrl-K reaches a person by a part of the name', async () => {
    await open('/');
    await heading('Overview').waitFor();
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog', { name: 'Go to' });
    await dialog.waitFor();
    await page.keyboard.type('petrova');
    await dialog.getByRole('menuitem', { name: nadia }).waitFor();
    // The field points at the chosen result once the results have settled.
    await page.waitForFunction(() => {
      const chosen = document.activeElement?.getAttribute('aria-activedescendant');
      return chosen != null && document.getElementById(chosen) !== null;
    });
    expect(await lookAt(page, 'palette')).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await heading(nadia).waitFor();
  });

  test('the first stop of the keyboard skips to the page', async () => {
    await open('/');
    await heading('Overview').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page');
  });

  test('a chosen theme stays', async () => {
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.reload();
    await heading('Overview').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    await page.getByRole('button', { name: 'System' }).click();
  });

  test('without a network the page keeps what it had and says so', async () => {
    await context.setOffline(true);
    await page.getByText(/There is no network/).waitFor();
    expect(await heading('Overview').count()).toBe(1);
    await context.setOffline(false);
    await page.getByText(/There is no network/).waitFor({ state: 'detached' });
  });

  test('signing out ends the session', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await open('/people');
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  });

  test('no page failed in a script, opened a dialog or broke its own policy', () => {
    expect(complaints).toEqual([]);
  });
});
