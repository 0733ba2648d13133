// People: those who administer them list, invite, change, deactivate and delete them; their
// colleagues know their names.
import { readFile } from 'node:fs/promises';
import { answered, choosePassword, expect, invite, linkOf, row, test, title, unfold, unique } from '../../helpers.ts';

const PASSWORD = 'seven tall herons by the quay';

test('are listed, filtered, searched and shown by the columns one chooses', async ({ page, visit, signIn }) => {
  await signIn('admin');
  await visit('/users');
  await expect(row(page, '陈默')).toContainText('chenmo');

  await unfold(page, 'State');
  await page.getByLabel('Inactive').check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(row(page, '刘洋')).toBeVisible();
  await expect(row(page, '陈默')).toHaveCount(0);
  await page.getByRole('link', { name: 'Remove filter State' }).click();
  await expect(row(page, '陈默')).toBeVisible();

  await page.getByRole('searchbox').fill('梅梅');
  await page.keyboard.press('Enter');
  await expect(page.locator('tbody').getByRole('row')).toHaveCount(1);
  await expect(row(page, '韩梅梅')).toBeVisible();

  await unfold(page, 'Columns');
  await page.getByRole('checkbox', { name: 'Email' }).check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('columnheader', { name: 'Email' })).toBeVisible();
  await expect(row(page, '韩梅梅')).toContainText('hanmeimei@chenguang.example');
});

test.describe('an invitation', () => {
  test.use({ allowed: answered(404) });

  test('is a link that works once', async ({ page, visit, signIn, elsewhere }) => {
    const username = unique('mira');
    await signIn('john.mbeki');
    await visit('/users');
    await page.getByRole('link', { name: 'New user' }).click();
    await expect(page.getByText('They will belong to Northwind Labs.')).toBeVisible();
    await page.getByLabel('Username', { exact: true }).fill(username);
    await page.getByLabel('Email', { exact: true }).fill(`${username}@northwind.example`);
    await page.getByLabel('Last name').fill('Okafor');
    await page.getByLabel('First name').fill('Mira');
    await page.getByRole('button', { name: 'Create and invite' }).click();
    await expect(title(page, 'Mira Okafor Invited')).toBeVisible();
    await expect(page.getByText('Invitation for Mira Okafor')).toBeVisible();
    const link = await linkOf(page);
    await page.reload();
    await expect(page.getByText('Invitation for Mira Okafor')).toHaveCount(0);

    const theirPage = await elsewhere();
    await theirPage.goto(link);
    await expect(theirPage.getByText('Welcome, Mira Okafor.')).toBeVisible();
    await choosePassword(theirPage, link, PASSWORD);
    await theirPage.context().clearCookies();
    await theirPage.goto(link);
    await expect(title(theirPage, 'There is nothing here that you may see')).toBeVisible();
  });
});

test.describe('a username', () => {
  test.use({ allowed: answered(422) });

  test('that is taken is refused, and what was typed is kept', async ({ page, visit, signIn }) => {
    await signIn('admin');
    await visit('/users/new');
    await page.getByLabel('Username', { exact: true }).fill('ChenMo');
    await page.getByLabel('Email', { exact: true }).fill('not an address');
    await page.getByLabel('Position').fill('Captain');
    await page.getByLabel('Administers the organization').check();
    await page.getByRole('button', { name: 'Create and invite' }).click();
    const email = page.getByLabel('Email', { exact: true });
    await expect(email).toHaveAccessibleDescription('Write an address such as name@example.com.');

    await email.fill('captain@chenguang.example');
    await page.getByRole('button', { name: 'Create and invite' }).click();
    const username = page.getByLabel('Username', { exact: true });
    await expect(username).toHaveAccessibleDescription(/This is taken already\. Choose another\./);
    await expect(username).toHaveValue('ChenMo');
    await expect(page.getByLabel('Position')).toHaveValue('Captain');
    await expect(page.getByLabel('Administers the organization')).toBeChecked();
  });
});

test('are changed, and deleted while nothing refers to them', async ({ page, signIn }) => {
  const username = unique('otto');
  await signIn('john.mbeki');
  await invite(page, username);

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Department').fill('Harbour office');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(page.getByText('Harbour office')).toBeVisible();

  await page.getByRole('link', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: `Delete ${username}` }).click();
  await expect(page.getByText('Deleted', { exact: true })).toBeVisible();
  await expect(title(page, 'Users')).toBeVisible();
  await expect(row(page, username)).toHaveCount(0);
});

test('who are deactivated are out at once, and come back by a new password', async ({ page, signIn, elsewhere }) => {
  const username = unique('ines');
  await signIn('john.mbeki');
  const invitation = await invite(page, username);
  const theirPage = await elsewhere();
  await choosePassword(theirPage, invitation, PASSWORD);

  await page.reload();
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.getByText('Deactivated; sessions have ended').first()).toBeVisible();
  await expect(title(page, `${username} Inactive`)).toBeVisible();
  await theirPage.goto('/profile');
  await expect(theirPage).toHaveURL(/\/sign-in/);

  await page.getByRole('button', { name: 'Reactivate' }).click();
  await expect(title(page, `${username} Active`)).toBeVisible();
  await page.getByRole('button', { name: 'Reset password' }).click();
  await expect(page.getByText(`Password link for ${username}`)).toBeVisible();
  await choosePassword(theirPage, await linkOf(page), `${PASSWORD} again`);
});

test.describe('a colleague', () => {
  test.use({ allowed: answered(404) });

  test('sees names and nothing else', async ({ page, visit, signIn }) => {
    await signIn('chenmo');
    await visit('/users');
    await expect(title(page, 'Colleagues')).toBeVisible();
    await expect(page.getByRole('columnheader')).toHaveText(['Name']);
    await expect(row(page, '周岚')).toBeVisible();
    await expect(row(page, '周岚').getByRole('link')).toHaveCount(0);
    await expect(page.locator('main')).not.toContainText('zhoulan');
    await expect(row(page, 'John Mbeki')).toHaveCount(0);

    await visit('/users/2', 404);
    await expect(title(page, 'There is nothing here that you may see')).toBeVisible();
  });
});

test('are exported as the list is narrowed', async ({ page, visit, signIn }) => {
  await signIn('admin');
  await visit('/users?state=inactive');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^users-\d{4}-\d\d-\d\d\.csv$/);
  const [head, ...lines] = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
  expect(head).toMatch(/Name,Username,Email,/);
  expect(lines.some((line) => line.startsWith('刘洋,liuyang,'))).toBe(true);
  expect(lines.filter((line) => !line.includes(',Inactive,'))).toEqual([]);
});
