// The first administrator: whoever reads the console's log makes an organization, and themselves.
import { test } from '../../empty_console.ts';
import { answered, expect, title } from '../../helpers.ts';

test.use({ allowed: answered(404, 422) });

test('the first administrator is created by the link in the log, which works once', async ({ page, visit, empty }) => {
  await visit(`${empty.origin}/sign-in`);
  await expect(page.getByText('Nobody exists here yet.')).toBeVisible();

  await visit(empty.link);
  await expect(title(page, 'Set up Terrace')).toBeVisible();
  const token = page.getByLabel('Token', { exact: true });
  await expect(token).toHaveValue(new URL(empty.link).searchParams.get('token')!);
  const create = page.getByRole('button', { name: 'Create administrator' });
  const field = (label: string) => page.getByLabel(label, { exact: true });
  const email = page.getByLabel(/^e-?mail/i);

  await field('Username').fill('grace');
  await create.click();
  await expect(field('Organization')).toHaveAccessibleDescription('Fill this in.');
  await expect(email).toHaveAccessibleDescription('Fill this in.');
  await expect(field('New password')).toHaveAccessibleDescription(/Use at least 12 characters\./);
  await expect(field('Username')).toHaveValue('grace');

  const fill = async (words: string) => {
    await token.fill(words);
    await field('Organization').fill('Harbour Works');
    await email.fill('grace@harbour.example');
    await field('New password').fill('nine lanterns along the pier');
    await field('The same again').fill('nine lanterns along the pier');
    await create.click();
  };
  await fill('not-the-token');
  await expect(token).toHaveAccessibleDescription(/This link or token is not valid any more\./);
  await fill(new URL(empty.link).searchParams.get('token')!);

  await expect(title(page, 'Hello, grace')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'First steps' })).toBeVisible();
  await visit(`${empty.origin}/users`);
  await expect(page.locator('tbody').getByRole('row')).toHaveText(/grace/);
  await visit(empty.link, 404);
});
