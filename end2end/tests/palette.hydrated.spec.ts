// The keyboard alone: the palette, the keys of a list, and the focus after going somewhere.
import { readFile } from 'node:fs/promises';
import { expect, test, title, row } from '../helpers.ts';

const PALETTE = [
  { language: 'en', name: 'Search or jump to', person: '陈默 User', words: 'audit', place: 'Audit log', kind: 'Page' },
  { language: 'zh-CN', name: '搜索或跳转', person: '陈默 用户', words: '审计', place: '审计日志', kind: '页面' },
] as const;

for (const { language, name, person, words, place, kind } of PALETTE) {
  test(`Ctrl K finds a person and a page, in ${language}`, async ({ page, signIn }) => {
    await signIn('admin', language);
    const palette = page.getByRole('dialog', { name });
    const back = page.getByRole('link', { name });
    await page.keyboard.press('Control+k');
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type('陈默');
    await expect(palette.getByRole('option', { name: person })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(title(page, '陈默')).toBeVisible();
    await expect(palette).toBeHidden();

    await page.keyboard.press('Control+k');
    await page.keyboard.type(words);
    await expect(palette.getByRole('option')).toHaveText([`${place}${kind}`]);
    await page.keyboard.press('Enter');
    await expect(title(page, place)).toBeFocused();

    // The arrows choose, the button of the top line opens it too, and Escape gives the focus back.
    await back.focus();
    await page.keyboard.press('Enter');
    const options = palette.getByRole('option');
    await expect(options.nth(0)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
    await expect(back).toBeFocused();
  });
}

test.describe('in English', () => {
  test.beforeEach(async ({ signIn }) => signIn('admin'));

  test('a list is searched, walked and opened', async ({ page, visit }) => {
    await visit('/users');
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox')).toBeFocused();
    await page.keyboard.type('jk');
    await expect(page.getByRole('searchbox')).toHaveValue('jk');

    await visit('/users?role=member');
    const links = page.locator('tbody').getByRole('row').getByRole('link');
    await page.keyboard.press('j');
    await expect(links.nth(0)).toBeFocused();
    await page.keyboard.press('j');
    await expect(links.nth(1)).toBeFocused();
    await page.keyboard.press('k');
    await expect(links.nth(0)).toBeFocused();
    const name = await links.nth(0).innerText();
    await page.keyboard.press('Enter');
    await expect(title(page, name)).toBeVisible();
  });

  test('x ticks a row, and what is ticked is exported', async ({ page, visit }) => {
    await visit('/users?role=member');
    const links = page.locator('tbody').getByRole('row').getByRole('link');
    const name = await links.nth(1).innerText();
    const ticked = page.locator('tbody').getByRole('checkbox', { checked: true });
    const send = page.getByRole('button', { name: 'Export picked' });
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expect(ticked).toHaveCount(2);
    await expect(send).toBeVisible();

    await page.keyboard.press('k');
    await page.keyboard.press('x');
    await expect(ticked).toHaveCount(1);
    const box = page.getByRole('checkbox', { name: `Pick ${name}`, exact: true });
    await expect(box).toBeChecked();
    const [download] = await Promise.all([page.waitForEvent('download'), send.click()]);
    const [, ...lines] = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(name);

    await box.uncheck();
    await expect(send).toBeHidden();
  });

  test('c creates, e edits, ? explains', async ({ page, visit }) => {
    await visit('/users');
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet).toContainText('Search this list');
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();

    await page.keyboard.press('c');
    await expect(title(page, 'New user')).toBeVisible();
    await visit('/users/3');
    await page.keyboard.press('e');
    await expect(title(page, 'Edit 陈默')).toBeVisible();
  });

  test('going somewhere moves the focus to the title, and says it', async ({ page, visit }) => {
    await visit('/users?q=陈默');
    await row(page, '陈默').getByRole('link').click();
    await expect(title(page, '陈默')).toBeFocused();
    await expect(page.locator('[aria-live=polite]')).toHaveText('陈默 · Terrace');
  });

  test('leaving a form with changes asks first', async ({ page, visit }) => {
    await visit('/users/3/edit');
    await page.getByLabel('Department').fill('Elsewhere');
    page.once('dialog', (dialog) => dialog.dismiss());
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(page.getByLabel('Department')).toHaveValue('Elsewhere');
    page.once('dialog', (dialog) => dialog.accept());
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(title(page, '陈默')).toBeVisible();
  });
});
