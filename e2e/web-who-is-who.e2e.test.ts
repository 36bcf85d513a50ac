import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, lookAt, openWindow, signInLink } from './web/signed-in-browser.ts';

/**
 * Who is who, and who may: people merged, split and erased, a repository removed, somebody invited and sent away, in a real
 * Chromium against a running Trellis (TRELLIS_E2E_URL). Members are invited to a workspace of their own, as the one of the
 * other tests has its owner alone.
 */
const url = process.env.TRELLIS_E2E_URL ?? '';
const WAIT = { timeout: 60_000 };

let browser: Browser;
let context: BrowserContext;
let page: Page;
let folder: string;
const complaints: string[] = [];

beforeAll(async () => {
  if (url === '') throw new Error('Set TRELLIS_E2E_URL to a running Trellis.');
  folder = writeRepository();
  browser = await launchChromium();
  ({ context, page } = await openWindow(browser, complaints));
  await page.goto(await signInLink(url));
  await heading('Overview').waitFor();
  await open('/sources');
  await page.getByLabel('Path or URL').fill(folder);
  await page.getByRole('button', { name: 'Add repository' }).click();
  await main()
    .getByRole('listitem')
    .filter({ hasText: folder })
    .getByText(/^imported/)
    .waitFor(WAIT);
});

afterAll(async () => {
  await context?.close();
  await browser?.close();
  rmSync(dirname(folder), { recursive: true, force: true });
});

const main = (on: Page = page) => on.getByRole('main');
const heading = (name: string | RegExp, on: Page = page) => on.getByRole('heading', { name, level: 1 });
const done = () => main().getByText('done', { exact: true });

async function open(path: string): Promise<void> {
  await page.goto(`${url}${path}`);
}

async function openPerson(name: string): Promise<void> {
  await open(`/people?search=${encodeURIComponent(name)}`);
  await main().getByRole('link', { name, exact: true }).first().click();
  await heading(name).waitFor();
}

describe('who is who', () => {
  test('two people are merged once what would change was seen', async () => {
    await openPerson('Mirabel Okafor');
    await page.getByRole('link', { name: 'Merge with somebody…' }).click();
    await heading('Merge people').waitFor();
    await page.getByLabel('Find by name or e-mail').fill('quendolin');
    await page.getByRole('button', { name: 'Quendolin Ashworth' }).click();
    await main().getByRole('group', { name: 'People after' }).getByText('quendolin@second-works.dev').waitFor();
    expect(await lookAt(page, 'merge')).toEqual([]);
    await page.getByLabel(/^Why/).fill('the same desk');
    await page.getByRole('button', { name: 'Merge', exact: true }).click();
    await done().waitFor(WAIT);
    await openPerson('Mirabel Okafor');
    await main()
      .getByRole('group', { name: 'Aliases of the person' })
      .getByText('quendolin@second-works.dev')
      .waitFor();
  });

  test('a decision is undone, and everybody is who they were', async () => {
    await open('/people/decisions');
    await main().getByText('the same desk').waitFor();
    expect(await lookAt(page, 'decisions')).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await done().waitFor(WAIT);
    await openPerson('Quendolin Ashworth');
    expect(await main().getByText('mirabel@first-works.dev').count()).toBe(0);
  });

  test('a person with two names is split, after a look at both halves', async () => {
    await openPerson('Ottoline Brandt');
    await page.getByRole('link', { name: 'Split…' }).click();
    await page.getByRole('checkbox', { name: /Otto B/ }).check();
    await main().getByRole('group', { name: 'People after' }).waitFor();
    expect(await lookAt(page, 'split')).toEqual([]);
    await page.getByRole('button', { name: 'Split', exact: true }).click();
    await done().waitFor(WAIT);
    await openPerson('Otto B');
  });

  test('possible duplicates are looked at, and kept apart', async () => {
    await open('/people/duplicates');
    await heading('Possible duplicates').waitFor();
    expect(await lookAt(page, 'duplicates')).toEqual([]);
  });

  test('erasing needs the name typed again, and takes it out of everything shown', async () => {
    await openPerson('Zebulon Varga');
    await page.getByRole('link', { name: 'Erase…' }).click();
    const button = page.getByRole('button', { name: 'Erase for good' });
    await button.waitFor();
    expect(await lookAt(page, 'erase')).toEqual([]);
    expect(await button.isDisabled()).toBe(true);
    await page.getByLabel(/to confirm/).fill('Zebulon Varga');
    await button.click();
    await done().waitFor(WAIT);
    await open('/people?search=zebulon');
    await main().getByText('Nobody matches').waitFor();
  });
});

describe('who may', () => {
  test('a further workspace is made and entered', async () => {
    await open('/settings?tab=workspace');
    await page.getByLabel('Name of the new workspace').fill('Second house');
    await page.getByRole('button', { name: 'Create and go there' }).click();
    await page.getByRole('combobox', { name: 'Workspace' }).waitFor(WAIT);
    await open('/repositories');
    await main()
      .getByText(/No repository|nothing/i)
      .first()
      .waitFor();
  });

  test('whoever opens an invitation joins, sees what a member may, and is out at once when removed', async () => {
    await open('/settings?tab=invitations');
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = (await page.getByRole('status').locator('code').textContent()) ?? '';
    expect(link).toContain('/invitation#');
    expect(await lookAt(page, 'invitations')).toEqual([]);

    const guest = await openWindow(browser, complaints);
    await guest.page.goto(link);
    await heading('Join Second house', guest.page).waitFor();
    expect(guest.page.url()).toBe(`${url}/invitation`);
    await guest.page.getByLabel(/^Your name/).fill('Guest of the house');
    await guest.page.getByRole('button', { name: 'Join' }).click();
    await heading('Overview', guest.page).waitFor(WAIT);
    await guest.page.goto(`${url}/settings`);
    await main(guest.page).getByRole('link', { name: 'Members' }).waitFor();
    expect(await guest.page.getByRole('link', { name: 'Invitations' }).count()).toBe(0);
    expect(await guest.page.getByRole('button', { name: /Remove/ }).count()).toBe(0);
    expect(await lookAt(guest.page, 'settings-of-a-member')).toEqual([]);
    await guest.page.goto(`${url}/account`);
    await heading('Your account', guest.page).waitFor();
    expect(await lookAt(guest.page, 'account')).toEqual([]);

    await open('/settings');
    await page.getByRole('button', { name: 'Remove Guest of the house' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    // Without a reload: the live route tells, and what is shown goes.
    await guest.page.getByRole('heading', { name: 'You are signed out' }).waitFor(WAIT);
    await guest.context.close();
    await open('/settings?tab=log');
    await main().getByText('member removed').waitFor();
    expect(await lookAt(page, 'access-log')).toEqual([]);
  });

  test('one goes back to the first workspace by the choice in the corner', async () => {
    const choice = page.getByRole('combobox', { name: 'Workspace' });
    const first = await choice
      .locator('option')
      .evaluateAll((options) => options.map((option) => option.textContent).find((text) => text !== 'Second house'));
    await choice.selectOption({ label: first ?? '' });
    await heading('Overview').waitFor();
    await open('/sources');
    await main().getByText(folder).waitFor(WAIT);
  });
});

describe('the line of events', () => {
  test('is one for all tabs of a browser, and goes on when the tab that held it closes', async () => {
    const window = await openWindow(browser, complaints);
    await window.page.goto(await signInLink(url));
    await heading('Overview', window.page).waitFor();
    const second = await window.context.newPage();
    let asked = 0;
    second.on('request', (request) => {
      if (new URL(request.url()).pathname === '/events') asked += 1;
    });
    await second.goto(`${url}/people`);
    await heading('People', second).waitFor();
    expect(asked).toBe(0);
    await window.page.close();
    await expect.poll(() => asked, { timeout: 15_000 }).toBe(1);
    await window.context.close();
  });
});

describe('removing a repository', () => {
  test('takes it out of Trellis once its name was typed, and leaves the folder', async () => {
    await open('/sources');
    await main()
      .getByRole('listitem')
      .filter({ hasText: folder })
      .getByRole('link', { name: /^Remove/ })
      .click();
    await heading('Remove a repository').waitFor();
    await page.getByLabel(/to confirm/).fill('who-is-who');
    expect(await lookAt(page, 'remove-repository')).toEqual([]);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await done().waitFor(WAIT);
    await open('/sources');
    await heading('Sources').waitFor();
    await expect.poll(() => main().getByText(folder).count()).toBe(0);
    expect(git(['rev-list', '--count', 'HEAD']).trim()).toBe('10');
  });

  test('no page failed in a script, opened a dialog or broke its own policy', () => {
    expect(complaints).toEqual([]);
  });
});

function git(args: readonly string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' });
}

/** Ten commits: by four people, one of them under two names. */
function writeRepository(): string {
  const parent = mkdtempSync(join(tmpdir(), 'trellis-who-'));
  folder = join(parent, 'who-is-who');
  execFileSync('git', ['init', '-q', '-b', 'main', folder]);
  const people = [
    'Mirabel Okafor <mirabel@first-works.dev>',
    'Quendolin Ashworth <quendolin@second-works.dev>',
    'Ottoline Brandt <ottoline@third-works.dev>',
    'Otto B <ottoline@third-works.dev>',
    'Zebulon Varga <zebulon@fourth-works.dev>',
  ];
  for (let at = 0; at < 10; at++) {
    const [, name = '', email = ''] = /^(.*) <(.*)>$/.exec(people[at % people.length] ?? '') ?? [];
    const identity = ['-c', `user.name=${name}`, '-c', `user.email=${email}`];
    git([...identity, 'commit', '-q', '--allow-empty', '-m', `Change ${at}`]);
  }
  return folder;
}
