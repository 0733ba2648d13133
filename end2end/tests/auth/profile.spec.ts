// What somebody changes about themselves.
import { answered, choosePassword, expect, fillSignIn, invite, test, title, unique } from '../../helpers.ts';

const PASSWORD = 'five grey boats at anchor';

test('one tells colleagues about oneself', async ({ page, visit, signIn }) => {
  const username = unique('noor');
  await signIn('john.mbeki');
  await choosePassword(page, await invite(page, username), PASSWORD);

  await visit('/profile');
  await page.getByRole('link', { name: 'Edit profile' }).click();
  await page.getByLabel('Last name').fill('Haddad');
  await page.getByLabel('First name').fill('Noor');
  await page.getByLabel('About').fill('Reads the tide tables.');
  await page.getByLabel('Theme').selectOption('Dark');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Noor Haddad' })).toBeVisible();
  await expect(page.getByText('Reads the tide tables.')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('the language that is chosen holds in every browser', async ({ page, signIn, elsewhere }) => {
  const username = unique('emil');
  await signIn('john.mbeki');
  await choosePassword(page, await invite(page, username), PASSWORD);

  await page.goto('/profile/edit');
  await page.getByLabel('Language').selectOption('简体中文');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('已保存', { exact: true })).toBeVisible();
  await expect(title(page, '个人资料')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');

  const theirs = await elsewhere();
  await theirs.goto('/sign-in');
  await expect(title(theirs, 'Sign in')).toBeVisible();
  await fillSignIn(theirs, username, PASSWORD);
  await expect(title(theirs, '你好')).toBeVisible();
  await expect(theirs.locator('html')).toHaveAttribute('lang', 'zh-CN');
});

test.describe('a new password', () => {
  test.use({ allowed: answered(422, 429) });

  test('needs the current one, and ends every other session', async ({ page, signIn, elsewhere }) => {
    const username = unique('lena');
    await signIn('john.mbeki');
    await choosePassword(page, await invite(page, username), PASSWORD);
    const otherPage = await elsewhere();
    await otherPage.goto('/sign-in');
    await fillSignIn(otherPage, username, PASSWORD);

    await page.goto('/profile/password');
    const fill = async (current: string, chosen: string) => {
      await page.getByLabel('Current password').fill(current);
      await page.getByLabel('New password', { exact: true }).fill(chosen);
      await page.getByLabel('New password again').fill(chosen);
      await page.getByRole('button', { name: 'Change password' }).click();
    };
    await fill(PASSWORD, 'too short');
    await expect(page.getByLabel('New password', { exact: true })).toHaveAccessibleDescription(/Use at least 12 characters\./);
    await fill('not my password', `${PASSWORD} tonight`);
    await expect(page.getByLabel('Current password')).toHaveAccessibleDescription('This is not your current password.');
    // A wrong password costs a pause of a second.
    await expect(async () => {
      await fill(PASSWORD, `${PASSWORD} tonight`);
      await expect(page.getByText('Password changed; other sessions have ended')).toBeVisible({ timeout: 1_000 });
    }).toPass();

    await otherPage.goto('/profile');
    await expect(otherPage).toHaveURL(/\/sign-in/);
    await fillSignIn(otherPage, username, `${PASSWORD} tonight`);
  });
});

test('one signs out everywhere', async ({ page, signIn, elsewhere }) => {
  const username = unique('ravi');
  await signIn('john.mbeki');
  await choosePassword(page, await invite(page, username), PASSWORD);
  const otherPage = await elsewhere();
  await otherPage.goto('/sign-in');
  await fillSignIn(otherPage, username, PASSWORD);

  await page.goto('/profile');
  await expect(page.getByText('In 2 browsers')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(title(page, 'Sign in')).toBeVisible();
  await otherPage.goto('/profile');
  await expect(otherPage).toHaveURL(/\/sign-in/);
});

test('one ends the session of a browser, and somebody who administers one ends them all', async ({ page, signIn, elsewhere }) => {
  const username = unique('mira');
  await signIn('john.mbeki');
  const link = await invite(page, username);
  const person = new URL(page.url()).pathname;
  const theirs = await elsewhere();
  await choosePassword(theirs, link, PASSWORD);
  const lost = await elsewhere();
  await lost.goto('/sign-in');
  await fillSignIn(lost, username, PASSWORD);

  await theirs.goto('/profile');
  await theirs.getByRole('link', { name: 'Where you are signed in' }).click();
  await expect(title(theirs, 'Where you are signed in')).toBeVisible();
  const rows = theirs.locator('tbody').getByRole('row');
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: 'This browser' }).getByRole('button')).toHaveCount(0);
  await rows.getByRole('button', { name: 'End' }).click();
  await expect(theirs.getByText('Session ended')).toBeVisible();
  await expect(rows).toHaveText([/This browser/]);
  await lost.goto('/profile');
  await expect(lost).toHaveURL(/\/sign-in/);

  await page.goto(person);
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  await page.getByRole('button', { name: 'End all sessions' }).click();
  await expect(page.getByText('Signed in nowhere.')).toBeVisible();
  await theirs.goto('/profile');
  await expect(theirs).toHaveURL(/\/sign-in/);
  await page.goto(`${person}/history`);
  await expect(page.locator('tbody')).toContainText('Ended sessions');
});
