// The home page and the search by name: where one arrives, and where one goes from there.
import { expect, test, title } from '../helpers.ts';

test('greets an administrator with what waits, what was done and what there is', async ({ page, signIn }) => {
  await signIn('admin');
  await expect(title(page, 'Hello, 林晓')).toBeVisible();
  for (const card of ['What needs attention', 'Recent activity', /^What .* has$/]) {
    await expect(page.getByRole('heading', { level: 2, name: card })).toBeVisible();
  }
  await page.locator('main').getByRole('link', { name: 'Users', exact: true }).click();
  await expect(title(page, 'Users')).toBeVisible();
});

test('shows a member what they did themselves, and no administration', async ({ page, signIn }) => {
  await signIn('chenmo');
  await expect(page.getByRole('heading', { name: 'What you did lately' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What needs attention' })).toHaveCount(0);
  const places = page.getByRole('navigation', { name: 'Main' }).getByRole('listitem');
  await expect(places).toHaveText(['Home', 'Users']);
});

test('finds people and organizations by name', async ({ page, visit, signIn }) => {
  await signIn('admin');
  await visit('/search');
  await page.getByRole('searchbox').fill('陈默');
  await page.keyboard.press('Enter');
  await page.locator('main').getByRole('link', { name: '陈默' }).click();
  await expect(title(page, '陈默')).toBeVisible();
});
