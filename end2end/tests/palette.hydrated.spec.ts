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

test('Ctrl K does what can be done from anywhere', async ({ page }) => {
  const palette = page.getByRole('dialog', { name: 'Search or jump to' });
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('find_anything')) asked.push(request.url());
  });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('new user');
  await expect(palette.getByRole('option')).toHaveText(['New userAction']);
  await expect.poll(() => asked.length, 'asked once, when the typing paused').toBe(1);
  await page.keyboard.press('Enter');
  await expect(title(page, 'New user')).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('as the system');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'system');
});

test('keys of a single character can be switched off', async ({ page, visit }) => {
  const choose = async (is_on: boolean) => {
    await visit('/profile/edit');
    await page.getByRole('switch', { name: /^Single-key shortcuts/ }).setChecked(is_on);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await visit('/users');
  };
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await choose(false);
  await page.keyboard.press('?');
  await page.keyboard.press('c');
  await expect(sheet).toBeHidden();
  await expect(title(page, 'Users')).toBeVisible();
  await page.getByLabel('Account', { exact: true }).click();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(sheet).toContainText('Single-key shortcuts are switched off.');
  await sheet.getByRole('link', { name: 'Change this in your profile' }).click();
  await expect(title(page, 'Edit profile')).toBeVisible();
  await expect(sheet).toBeHidden();

  await choose(true);
  await page.keyboard.press('?');
  await expect(sheet).toContainText('Search this list');
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

test('leaving the own profile with changes asks too', async ({ page, visit }) => {
  await visit('/profile/edit');
  await page.getByLabel('About').fill('Something else');
  page.once('dialog', (dialog) => dialog.dismiss());
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page.getByLabel('About')).toHaveValue('Something else');
  page.once('dialog', (dialog) => dialog.accept());
  await page.keyboard.press('Control+k');
  await page.keyboard.type('audit');
  await page.keyboard.press('Enter');
  await expect(title(page, 'Audit log')).toBeVisible();
});

test('an entry that opens beside a list takes the focus, and gives it back', async ({ page, visit }) => {
  for (const width of [1440, 800]) {
    await page.setViewportSize({ width, height: 900 });
    await visit('/audit-logs?action=update');
    const link = page.locator('tbody').getByRole('link').first();
    const name = await link.innerText();
    await link.focus();
    await page.keyboard.press('Enter');
    const entry = page.getByRole('complementary');
    const heading = entry.getByRole('heading', { name }).first();
    await expect(heading).toBeFocused();
    await expect(page.locator('[aria-live=polite]')).toHaveText(name);
    await entry.getByRole('link', { name: 'Close' }).click();
    await expect(link).toBeFocused();
  }
});

test('settings say what would change as one types, and lay themselves out', async ({ page, visit }) => {
  await visit('/organizations/2/edit');
  const field = page.getByLabel('Settings');
  await field.fill('{"harbour":{"cranes":[1,2]}}');
  await expect(page.getByRole('insertion').filter({ hasText: '[1,2]' })).toBeVisible();
  await page.getByRole('button', { name: 'Format' }).click();
  await expect(field).toHaveValue('{\n  "harbour": {\n    "cranes": [\n      1,\n      2\n    ]\n  }\n}');
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(title(page, 'Northwind Labs')).toBeVisible();
});
