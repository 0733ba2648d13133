// The kit: every piece stands on one page, and those that need no script work without.
import { expect, test } from '../helpers.ts';

test.beforeEach(async ({ visit, signIn }) => {
  await signIn('admin');
  await visit('/kit');
});

test('every piece is there to be seen', async ({ page }) => {
  const main = page.locator('main');
  const cards = ['Fields', 'Refused', 'Nothing', 'Waiting', 'Under way', 'Questions', 'Facts', 'States', 'Changes'];
  for (const name of cards) await expect(main.getByRole('heading', { level: 2, name, exact: true })).toBeVisible();
  for (const name of ['Plain', 'Ghost', 'Danger', 'Primary', 'Make one', 'Delete']) {
    await expect(main.getByRole('link', { name, exact: true })).toBeVisible();
  }
  await expect(main.getByRole('navigation', { name: 'Tabs' }).getByRole('link')).toHaveText(['Overview', 'Members12']);
  await expect(main.getByRole('searchbox', { name: 'Search' })).toBeVisible();
  await expect(main.getByRole('link', { name: 'Remove filter State' })).toBeVisible();
  const table = main.getByRole('region', { name: 'Table' });
  await expect(table.locator('tbody').getByRole('row')).toHaveCount(3);
  await expect(table.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');
  await expect(table.getByRole('link', { name: 'Next' })).toBeVisible();
  for (const name of ['Send', 'Busy']) await expect(main.getByRole('button', { name })).toBeVisible();
  await expect(main.locator('.badge').filter({ hasText: 'Word' })).toHaveCount(5);
  await expect(main.getByText('Something to know.')).toHaveCount(5);
  await expect(main.locator('.skel')).toBeAttached();
  await expect(main.getByText('412.6 M').first()).toBeVisible();
  await expect(main.getByText('189.5 GB')).toBeVisible();
  await expect(main.getByText(/still in use: /)).toBeVisible();
});

test('progress says how far it is', async ({ page }) => {
  const progress = page.getByRole('progressbar', { name: 'Import' });
  await expect(progress).toHaveAttribute('value', '62');
  await expect(progress).toHaveAttribute('max', '100');
});

test('fields can be filled in, chosen from and unfolded', async ({ page }) => {
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Send' }) });
  await form.getByLabel('Text', { exact: true }).fill('other');
  await form.getByLabel('Several lines').fill('one\ntwo');
  await form.getByLabel('Password').fill('secret words');
  await form.getByLabel('List').selectOption('A');
  await expect(form.getByLabel('List')).toHaveValue('a');

  const [member, staff] = [form.getByRole('radio', { name: 'member' }), form.getByRole('radio', { name: 'staff' })];
  await expect(member).toBeChecked();
  await staff.check();
  await expect(member).not.toBeChecked();

  await form.getByRole('checkbox', { name: 'Box' }).uncheck();
  const toggle = form.getByRole('switch', { name: /^Switch(?!ed)/ });
  await expect(toggle).toBeChecked();
  await toggle.uncheck();
  await expect(toggle).not.toBeChecked();

  await expect(form.getByLabel('Rare')).toBeHidden();
  await form.locator('summary').filter({ hasText: 'More' }).click();
  await form.getByLabel('Rare').fill('seldom');
});

test('a form that was refused says what is wrong, and where', async ({ page }) => {
  const refused = page.getByRole('alert').filter({ hasText: 'fields need another look' });
  await expect(refused.getByRole('link', { name: 'Username: This is taken already. Choose another.' })).toHaveAttribute('href', '#form-username');
  const username = page.getByLabel('Username', { exact: true });
  await expect(username).toHaveAccessibleDescription(/This is taken already\. Choose another\.$/);
  await expect(username).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('button', { name: 'Busy' })).toHaveAttribute('aria-busy', 'true');
});

test('a long value is folded, and unfolds', async ({ page }) => {
  const folded = page.locator('.diff details');
  const whole = folded.locator('ins').last();
  await expect(whole).toBeHidden();
  await folded.locator('summary').click();
  await expect(whole).toBeVisible();
  await expect(whole).toHaveText(/^(a value that is longer than a line ?){6}$/);
});
