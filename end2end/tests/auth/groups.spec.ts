// Groups: people who may do the same. Members and permissions are picked from two sides.
import type { Page } from '@playwright/test';
import { answered, expect, invite, row, test, title, unique } from '../../helpers.ts';

async function create(page: Page, name: string) {
  await page.goto('/groups/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Description').fill('Looks after the night');
  await page.getByRole('button', { name: 'Create group' }).click();
  await expect(title(page, name)).toBeVisible();
}

test('are listed, searched, created, changed and deleted', async ({ page, visit, signIn }) => {
  const name = unique('Night shift');
  await signIn('john.mbeki');
  await visit('/groups');
  await expect(row(page, 'Research')).toBeVisible();
  await expect(row(page, '数据工程组')).toHaveCount(0);

  await create(page, name);
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Description').fill('Looks after the day');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Looks after the day')).toBeVisible();

  await visit(`/groups?q=${encodeURIComponent(name)}`);
  await row(page, name).getByRole('link').click();
  await page.getByRole('link', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Nobody loses anything', { exact: false })).toBeVisible();
  await page.getByLabel(/Type/).fill(name);
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(title(page, 'Groups')).toBeVisible();
  await expect(row(page, name)).toHaveCount(0);
});

test.describe('a name', () => {
  test.use({ allowed: answered(422) });

  test('that is taken is refused, and what was typed is kept', async ({ page, signIn }) => {
    await signIn('john.mbeki');
    await page.goto('/groups/new');
    await page.getByLabel('Name', { exact: true }).fill('RESEARCH');
    await page.getByLabel('Description').fill('Once more');
    await page.getByRole('button', { name: 'Create group' }).click();
    await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/taken/);
    await expect(page.getByLabel('Description')).toHaveValue('Once more');
  });
});

test('get members and permissions, and say what is lost when they are taken away', async ({ page, signIn }) => {
  const name = unique('Crew');
  const person = unique('guest').toLowerCase();
  await signIn('admin');
  await invite(page, person);
  await create(page, name);

  await page.getByRole('link', { name: /^Permissions/ }).last().click();
  await page.getByLabel('Find a permission').first().fill('view_modelendpoint');
  await page.getByRole('button', { name: 'Find', exact: true }).first().click();
  await page.getByLabel(/View endpoint/).check();
  await page.getByRole('button', { name: 'Grant', exact: true }).click();
  await expect(page.getByText('Granted.', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: /^Members/ }).click();
  const side = (button: string) => page.locator('section').filter({ has: page.getByRole('button', { name: button }) });
  const box = (button: string) => side(button).getByRole('checkbox', { name: new RegExp(person) });
  await page.getByLabel('Find people to add').fill(person);
  await page.getByRole('button', { name: 'Find', exact: true }).first().click();
  await box('Add').check();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('Added.', { exact: true })).toBeVisible();

  await box('Remove…').check();
  await page.getByRole('button', { name: 'Remove…' }).click();
  await expect(title(page, `Remove from ${name}?`)).toBeVisible();
  await expect(page.getByText('Lost by 1: View endpoint (all of the organization)')).toBeVisible();
  await page.getByRole('button', { name: 'Take away', exact: true }).click();
  await expect(page.getByText('Lost by 1: View endpoint (all of the organization)')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Given back.', { exact: true })).toBeVisible();
  await expect(box('Remove…')).toBeVisible();
});

test.describe('without a choice', () => {
  test.use({ allowed: answered(422) });

  test('nothing is taken away, and the page says so', async ({ page, signIn, visit }) => {
    await signIn('admin');
    await visit('/groups/4/members');
    await page.getByRole('button', { name: 'Remove…' }).click();
    await expect(page.getByText('Choose at least one.')).toBeVisible();
  });
});
