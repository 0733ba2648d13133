// Signing in and out, and what somebody chooses for themselves: the language and the theme.
import { PASSWORD, answered, expect, fillSignIn, test, title } from '../../helpers.ts';

test('signs in, and out again', async ({ page, visit }) => {
  await visit('/sign-in');
  await fillSignIn(page, 'john.mbeki', PASSWORD);
  await expect(page).toHaveURL('/');

  await page.getByLabel(/^(Account|账号)$/).click();
  await page.getByRole('button', { name: /^(Sign out|退出登录)$/ }).click();
  await expect(page).toHaveURL('/sign-in');
  await visit('/users');
  await expect(page).toHaveURL(/\/sign-in/);
});

test.describe('a wrong password', () => {
  test.use({ allowed: answered(422, 429) });

  test('is refused without saying what was wrong, and the name is kept', async ({ page, visit }) => {
    await visit('/sign-in');
    await page.getByLabel('Username or email').fill('nobody.of.this.name');
    await page.getByLabel('Password').fill('not-the-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const name = page.getByLabel('Username or email');
    await expect(name).toHaveAccessibleDescription('Username and password do not match.');
    await expect(name).toHaveValue('nobody.of.this.name');
    await expect(page.getByLabel('Password')).toHaveValue('');

    // After some mistakes from one address there is a pause of a second.
    await expect(() => fillSignIn(page, 'john.mbeki', PASSWORD)).toPass();
    await expect(title(page, 'John Mbeki')).toBeVisible();
  });
});

test('leads back to where one wanted to go', async ({ page, visit }) => {
  await visit('/users?state=active');
  await expect(page).toHaveURL('/sign-in?next=%2Fusers%3Fstate%3Dactive');
  await fillSignIn(page, 'john.mbeki', PASSWORD);
  await expect(page).toHaveURL('/users?state=active');
});

test('speaks the language that is chosen, before and after signing in', async ({ page, visit, signIn }) => {
  await visit('/sign-in');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(title(page, '登录')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');

  await signIn('chenmo', 'zh-CN');
  await expect(page.getByRole('navigation', { name: '主导航' })).toContainText('首页');
  await page.getByLabel('账号', { exact: true }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText('Home');
});

test('wears the theme that is chosen', async ({ page, signIn }) => {
  await signIn('chenmo');
  for (const [words, theme] of [['Light', 'light'], ['Dark', 'dark']]) {
    await page.getByLabel('Account', { exact: true }).click();
    await page.getByRole('button', { name: words }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme!);
  }
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
