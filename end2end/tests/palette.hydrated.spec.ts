// The keyboard alone: the palette, the keys of a list, and the focus after going somewhere.
import { expect, row, test, title } from '../helpers.ts';

test.beforeEach(async ({ signIn }) => signIn('admin'));

test('Ctrl K finds a person and a page', async ({ page }) => {
  const palette = page.getByRole('dialog', { name: 'Search or jump to' });
  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('陈默');
  await expect(palette.getByRole('option', { name: '陈默 User' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(title(page, '陈默')).toBeVisible();
  await expect(palette).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('audit');
  await expect(palette.getByRole('option')).toHaveText(['Audit logPage']);
  await page.keyboard.press('Enter');
  await expect(title(page, 'Audit log')).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
});

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
  await page.keyboard.press('x');
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(1);
  await page.keyboard.press('k');
  await expect(links.nth(0)).toBeFocused();
  const name = await links.nth(0).innerText();
  await page.keyboard.press('Enter');
  await expect(title(page, name)).toBeVisible();
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
