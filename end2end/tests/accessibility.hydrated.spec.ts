// Every page under axe-core, light and dark, in both languages, as the least of those who open it sees it: as it comes, with
// its forms refused, and with whatever opens over it open. axe-core itself needs JavaScript.
import type { Page } from '@playwright/test';
import { test as onEmptyConsole } from '../empty_console.ts';
import {
  answered,
  createOrganization,
  expect,
  expectAccessible,
  hydrated,
  invite,
  speak,
  test,
  unique,
  type Language,
} from '../helpers.ts';
import { NOWHERE, ROLES, firstPagesOf } from '../pages.ts';

const LANGUAGES: Language[] = ['en', 'zh-CN'];

/** Forms, and what to type into their fields so that they are refused; empty fields suffice elsewhere. */
const FORMS: [string, Record<string, string>][] = [
  ['/users/new', {}],
  ['/users/4/edit', { username: '', email: 'no address' }],
  ['/organizations/new', {}],
  ['/organizations/2/edit', { name: '', settings: '{' }],
  ['/profile/edit', { phone: 'no number' }],
  ['/profile/password', {}],
];

/** Sends the form of the page, and waits until the page says what is wrong with it. */
async function sendWrong(page: Page, fields: Record<string, string> = {}) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name="form[${name}]"]`).fill(value);
  await page.locator('main form[method=post] [type=submit]').click();
  await expect(page.locator('main').locator('[aria-invalid=true], [role=alert]').first()).toBeVisible();
  await hydrated(page);
}

/** Opens all that unfolds on a page, one after the other. */
async function expectMenusAccessible(page: Page) {
  for (const menu of await page.locator('details.drop > summary').all()) {
    await menu.click();
    await expectAccessible(page, 'details.drop[open]');
    await page.keyboard.press('Escape');
    await expect(page.locator('details.drop[open]')).toHaveCount(0);
  }
}

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ locale: language });

    for (const person of ROLES) {
      test(`the pages that ${person} opens first are accessible`, async ({ page, visit, signIn }) => {
        test.setTimeout(300_000);
        await signIn(person, language);
        for (const path of firstPagesOf(person)) {
          await test.step(path, async () => {
            await visit(path);
            await expectAccessible(page);
          });
        }
      });

      test(`what opens over a page of ${person} is accessible`, async ({ page, visit, signIn }) => {
        test.setTimeout(120_000);
        await signIn(person, language);
        await visit('/users');
        await expectMenusAccessible(page);

        for (const [keys, dialog] of [['Control+k', '#palette'], ['?', '#shortcuts']] as const) {
          await page.keyboard.press(keys);
          await expect(page.locator(dialog)).toBeVisible();
          await expectAccessible(page, dialog);
          await page.keyboard.press('Escape');
          await expect(page.locator(dialog)).toBeHidden();
        }

        await page.setViewportSize({ width: 360, height: 780 });
        await page.getByRole('button', { name: /^(Menu|菜单)$/ }).click();
        await expect(page.locator('#menu')).toBeVisible();
        await expectAccessible(page, '#menu');
      });
    }

    test('the filters of the log are accessible', async ({ page, visit, signIn }) => {
      test.setTimeout(120_000);
      await signIn('admin', language);
      await visit('/audit-logs?time=30d');
      await expectMenusAccessible(page);
    });

    test.describe('a form that is refused', () => {
      test.use({ allowed: answered(422) });

      for (const [path, fields] of FORMS) {
        test(`at ${path} is accessible`, async ({ page, visit, signIn }) => {
          await signIn('admin', language);
          await visit(path);
          await sendWrong(page, fields);
          await expectAccessible(page);
        });
      }

      test('at the deletion of an organization is accessible, and so is the page', async ({ page, visit, signIn }) => {
        await signIn('admin');
        const path = await createOrganization(page, unique('Mole'));
        await speak(page, language);
        await visit(`${path}/delete`);
        await expectAccessible(page);
        await sendWrong(page, { name: 'another name' });
        await expectAccessible(page);
      });

      test('at the sign-in page is accessible, and so is the page', async ({ page, visit }) => {
        await visit('/sign-in');
        await expectAccessible(page);
        await sendWrong(page);
        await expectAccessible(page);
      });

      test('at the page of an invitation is accessible, and so is the page', async ({ page, visit, signIn }) => {
        await signIn('admin');
        const link = await invite(page, unique('ada'));
        await speak(page, language);
        await visit(link);
        await expectAccessible(page);
        await sendWrong(page);
        await expectAccessible(page);
      });
    });

    test.describe('an address that has no page', () => {
      test.use({ allowed: new RegExp(`404.*${NOWHERE}`) });

      test('is accessible', async ({ page, visit, signIn }) => {
        await signIn('chenmo', language);
        await visit(NOWHERE, 404);
        await expectAccessible(page);
      });
    });
  });

  onEmptyConsole.describe(language, () => {
    onEmptyConsole.use({ locale: language, allowed: answered(422) });

    onEmptyConsole('the set-up page is accessible, and so is its error', async ({ page, visit, empty }) => {
      await visit(`${empty.origin}/sign-in`);
      await expectAccessible(page);
      await visit(empty.link);
      await expectAccessible(page);
      await sendWrong(page);
      await expectAccessible(page);
    });
  });
}
