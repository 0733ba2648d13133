// The audit log: what was done is there, newest first, and can be found again.
import { readFile } from 'node:fs/promises';
import { expect, invite, row, test, title, unfold, unique } from '../../helpers.ts';

test('is read from the newest to the oldest', async ({ page, visit, signIn }) => {
  await signIn('admin');
  await visit('/audit-logs');
  const times = () => page.locator('tbody time').evaluateAll((all) => all.map((time) => time.getAttribute('datetime')!));
  const newest = await times();
  expect(newest).toHaveLength(50);
  expect(newest).toEqual([...newest].sort().reverse());

  await page.getByRole('link', { name: 'Older' }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(page.locator('tbody time').first()).not.toHaveAttribute('datetime', newest[0]!);
  const older = await times();
  expect(older[0]! <= newest.at(-1)!).toBe(true);

  await page.getByRole('link', { name: 'Newer' }).click();
  await expect(page).toHaveURL(/before=/);
  await expect(page.locator('tbody time').last()).toHaveAttribute('datetime', newest.at(-1)!);
});

test('is narrowed to an action, a person and a time', async ({ page, visit, signIn }) => {
  const username = unique('tomas');
  await signIn('admin');
  await invite(page, username);
  await visit('/audit-logs');
  const apply = () => page.getByRole('button', { name: 'Apply' }).click();

  await unfold(page, 'Action');
  await page.getByRole('radio', { name: 'Created' }).check();
  await apply();
  await expect(page).toHaveURL(/action=create/);
  await unfold(page, 'Who');
  await page.getByRole('textbox', { name: 'Who' }).fill('admin');
  await apply();
  await expect(page).toHaveURL(/who=admin/);
  await unfold(page, 'Time');
  await page.getByLabel('last hour').check();
  await apply();
  await expect(page).toHaveURL(/time=1h/);

  await expect(row(page, username)).toContainText('Created');
  const others = page.locator('tbody').getByRole('row').filter({ hasNotText: 'Created' });
  await expect(others).toHaveCount(0);
});

test('opens an entry beside the list, with what changed', async ({ page, visit, signIn }) => {
  const username = unique('paula');
  await signIn('admin');
  await invite(page, username);
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Department').fill('Customs');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();

  await visit(`/audit-logs?q=${username}&action=update`);
  await row(page, username).getByRole('link').click();
  const entry = page.getByRole('complementary');
  await expect(entry.getByRole('heading', { name: username })).toBeVisible();
  await expect(entry.getByText('1 changed')).toBeVisible();
  await expect(entry.getByRole('term').filter({ hasText: 'department' })).toBeVisible();
  await expect(entry.getByRole('insertion')).toHaveText('Customs');
  await expect(row(page, username)).toBeVisible();

  await entry.getByRole('link', { name: 'Close' }).click();
  await expect(entry.getByRole('heading')).toHaveCount(0);
});

test('is the history of every person', async ({ page, signIn }) => {
  const username = unique('yusuf');
  await signIn('admin');
  await invite(page, username);
  await page.getByRole('link', { name: 'History', exact: true }).click();
  await expect(page).toHaveURL(/\/history$/);
  const created = row(page, 'Created');
  await expect(created).toContainText('林晓');
  await created.getByRole('link').click();
  await expect(title(page, 'Audit log')).toBeVisible();
  await expect(page.getByRole('complementary').getByRole('heading', { name: username })).toBeVisible();
});

test('is exported as it is narrowed, one JSON object a line', async ({ page, visit, signIn }) => {
  const username = unique('greta');
  await signIn('admin');
  await invite(page, username);
  await visit(`/audit-logs?q=${username}`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'JSON lines' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^audit-logs-\d{4}-\d\d-\d\d\.jsonl$/);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => line.entity_label !== username)).toEqual([]);
  expect(lines.map((line) => line.action)).toContain('create');
});
