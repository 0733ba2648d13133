// The pieces of the kit that a script makes more of.
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../helpers.ts';

for (const language of ['en', 'zh-CN'] as const) {
  test(`a question over the page is accessible, in ${language}`, async ({ page, visit, signIn }) => {
    await signIn('admin', language);
    await visit('/kit');
    await page.getByRole('link', { name: 'Delete', exact: true }).click();
    await expectAccessible(page, 'dialog[open]');
  });
}

/** The form of all fields. */
function fields(page: Page) {
  return page.locator('form').filter({ has: page.getByRole('button', { name: 'Send' }) });
}

test.describe('in English', () => {
  test.beforeEach(async ({ visit, signIn }) => {
    await signIn('admin');
    await visit('/kit');
  });

  test('a question opens over the page, and gives the focus back', async ({ page }) => {
    const link = page.getByRole('link', { name: 'Delete', exact: true });
    const question = page.getByRole('dialog', { name: 'Delete 王一诺?' });
    for (const close of [
      () => page.keyboard.press('Escape'),
      () => question.getByRole('button', { name: 'Cancel' }).click(),
    ]) {
      await expect(question).toBeHidden();
      await link.focus();
      await page.keyboard.press('Enter');
      await expect(question).toBeVisible();
      await expect(question.locator(':focus')).toHaveCount(1);
      await close();
      await expect(question).toBeHidden();
      await expect(link).toBeFocused();
    }
    await expect(page).toHaveURL('/kit');
  });

  test('a name typed to confirm is compared as soon as the field is left', async ({ page }) => {
    await page.getByRole('link', { name: 'Delete', exact: true }).click();
    const typed = page.getByLabel('Type “wang.yinuo” to go on');
    await typed.fill('wang');
    await typed.blur();
    await expect(typed).toHaveAccessibleDescription('Type the name exactly as it stands above.');
    await expect(typed).toHaveAttribute('aria-invalid', 'true');
    await typed.fill('wang.yinuo');
    await typed.blur();
    await expect(typed).toHaveAccessibleDescription('');
    await expect(typed).not.toHaveAttribute('aria-invalid');
  });

  test('words become tags, and can be taken away', async ({ page }) => {
    const field = fields(page).getByRole('textbox', { name: 'Tags' });
    const box = fields(page).locator('.tag-input');
    const tags = box.locator('.tag');
    const sent = box.locator('input[type=hidden]');
    // Until somebody reaches for them, they are words.
    await field.focus();
    await expect(tags).toHaveText(['sales', '每日']);
    await expect(field).toHaveValue('');

    await field.fill('daily');
    await field.press('Enter');
    await field.pressSequentially('raw,sales,');
    await expect(tags).toHaveText(['sales', '每日', 'daily', 'raw']);
    await box.getByRole('button', { name: 'Remove sales' }).click();
    await field.press('Backspace');
    await expect(tags).toHaveText(['每日', 'daily']);
    await expect(sent).toHaveValue('每日, daily');
    await expect(sent).toHaveAttribute('name', 'form[tags]');
    await expect(page).toHaveURL('/kit');
  });

  test('JSON and lengths are checked as soon as the field is left', async ({ page }) => {
    const json = fields(page).getByLabel('JSON');
    await json.fill('{"a": }');
    await json.blur();
    await expect(json).toHaveAccessibleDescription(/^Not valid JSON: line 1, column \d+$/);
    await json.fill('{"a": 1}');
    await json.blur();
    await expect(json).not.toHaveAccessibleDescription(/Not valid/);

    const text = fields(page).getByLabel('Text', { exact: true });
    await text.fill('more than twenty characters');
    await text.blur();
    await expect(text).toHaveAccessibleDescription('With a hint Use at most 20 characters.');
  });

  test('a password is shown, and hidden again', async ({ page }) => {
    const password = fields(page).getByLabel('Password', { exact: true });
    await password.fill('secret words');
    await fields(page).getByRole('button', { name: 'Show' }).click();
    await expect(password).toHaveAttribute('type', 'text');
    await fields(page).getByRole('button', { name: 'Hide' }).click();
    await expect(password).toHaveAttribute('type', 'password');
    await expect(password).toHaveValue('secret words');
  });

  test('an id is copied', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const id = page.getByRole('definition').filter({ hasText: 'ds_48213' });
    await id.getByRole('button', { name: 'Copy' }).click();
    await expect(id.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('ds_48213');
    await expect(id.getByRole('button', { name: 'Copy', exact: true })).toBeVisible();
  });

  test('every row of a page is picked at once', async ({ page }) => {
    const boxes = page.locator('tbody').getByRole('checkbox');
    const all = page.getByRole('checkbox', { name: 'Select all on this page' });
    await all.check();
    for (const box of await boxes.all()) await expect(box).toBeChecked();
    await expect(page.getByRole('button', { name: 'Export', exact: true })).toBeVisible();
    await all.uncheck();
    for (const box of await boxes.all()) await expect(box).not.toBeChecked();
    await expect(page.getByRole('button', { name: 'Export', exact: true })).toBeHidden();
  });
});
