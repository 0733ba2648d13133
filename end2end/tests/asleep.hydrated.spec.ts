// The first page of a visit is asleep until somebody reaches for something in it. Nothing they do meanwhile
// may be lost, however long the rest of the program takes to arrive.
import type { Page } from '@playwright/test';
import { answered, expect, hydrated, test as base, title, unfold } from '../helpers.ts';

const test = base.extend<{ visitAsleep: (path: string) => Promise<string[]> }>({
  // Opens a page whose piece arrives late, as somebody who administers an organization. Returns the names of
  // the pieces that were asked for.
  visitAsleep: async ({ page, visit, signIn }, use) => {
    await use(async (path) => {
      await signIn('zhoulan');
      const asked = await slowDown(page);
      await visit(path);
      await mark(page);
      return asked;
    });
  },
});

test.use({ allowed: answered(422) });

/** Lets files arrive late: the pieces of pages, unless said otherwise. Returns those that were asked for. */
async function slowDown(page: Page, files = /\/pkg\/(split|pack)_/) {
  const asked: string[] = [];
  await page.route(files, async (route) => {
    asked.push(new URL(route.request().url()).pathname);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await route.continue();
  });
  return asked;
}

/** Marks the document, which is another one once the browser has loaded a new page. */
function mark(page: Page) {
  return page.evaluate(() => (document.documentElement.dataset.marked = ''));
}

const marked = (page: Page) => expect(page.locator('html'), 'no new document').toHaveAttribute('data-marked');

test('reading and following links needs no piece of the page', async ({ page, visitAsleep }) => {
  const asked = await visitAsleep('/users');
  await page.waitForLoadState('networkidle');
  expect(asked).toEqual([]);
  await page.locator('tbody').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/users\/\d+$/);
  await expect(page.getByRole('tab').or(page.locator('.tabs a')).first()).toBeVisible();
  await marked(page);
  expect(asked.filter((file) => file.includes('split_')), 'only the page that was gone to').toHaveLength(1);
});

test('a control answers the first time it is pressed', async ({ page, visit }) => {
  await slowDown(page);
  await visit('/sign-in');
  // Without the pointer having been near it before.
  await page.getByRole('button', { name: 'Show' }).dispatchEvent('click');
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'text');
});

test('what is typed stays, and the list is searched for it', async ({ page, visitAsleep }) => {
  await visitAsleep('/users');
  await page.getByRole('searchbox').pressSequentially('zhou', { delay: 50 });
  await expect(page).toHaveURL(/q=zhou/);
  await expect(page.getByRole('searchbox')).toHaveValue('zhou');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await marked(page);
});

test('whoever goes on from a search is not taken back to it', async ({ page, visitAsleep }) => {
  await visitAsleep('/search');
  await page.getByRole('searchbox').fill('陈默');
  await page.keyboard.press('Enter');
  await page.locator('main').getByRole('link', { name: '陈默' }).click();
  await expect(title(page, '陈默')).toBeVisible();
  await marked(page);
});

test('a form that is sent at once is sent in place, and says what is wrong', async ({ page, visitAsleep }) => {
  await visitAsleep('/users/new');
  await page.getByLabel('Username', { exact: true }).fill('a b');
  await page.getByRole('button', { name: 'Create and invite' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByLabel('Username', { exact: true })).toHaveValue('a b');
  await expect(page.getByLabel('Email', { exact: true })).toHaveAccessibleDescription('Fill this in.');
  await marked(page);
});

test('what was typed before the program was there is sent as well', async ({ page, signIn }) => {
  await signIn('zhoulan');
  await slowDown(page, /\/pkg\//);
  await page.goto('/users/new', { waitUntil: 'commit' });
  const username = page.getByLabel('Username', { exact: true });
  await username.fill('a b');
  await expect(page.locator('html[data-hydrated]'), 'typed before').toHaveCount(0);
  await hydrated(page);
  await mark(page);
  await page.getByLabel('Department').fill('Harbour');
  await page.getByRole('button', { name: 'Create and invite' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(username).toHaveValue('a b');
  await expect(page.getByLabel('Department')).toHaveValue('Harbour');
  await marked(page);
});

test('a field that is left is checked', async ({ page, visitAsleep }) => {
  await visitAsleep('/kit');
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Send' }) });
  const json = form.getByLabel('JSON');
  await json.fill('{"a": }');
  await json.blur();
  await expect(json).toHaveAccessibleDescription(/^Not valid JSON/);
  await expect(json).toHaveValue('{"a": }');
});

test('what is chosen stays chosen, and a filter is applied in place', async ({ page, visitAsleep }) => {
  await visitAsleep('/users');
  await unfold(page, 'Role');
  await page.getByLabel('Member', { exact: true }).check();
  await page.locator('details[open]').getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/role=member/);
  await marked(page);
});

test('the same page at another address is made by the browser', async ({ page, visitAsleep }) => {
  await visitAsleep('/users');
  await page.getByRole('columnheader', { name: 'Name', exact: true }).getByRole('link').click();
  await expect(page).toHaveURL(/sort=/);
  await expect(page.getByRole('columnheader', { name: 'Name', exact: true })).toHaveAttribute('aria-sort', /ascending|descending/);
  await expect(title(page, 'Users')).toBeVisible();
  await marked(page);
});
