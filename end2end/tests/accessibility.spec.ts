// Every page under axe-core, light and dark, in both languages, and on a phone; and the keyboard's way in.
import { answered, expect, expectAccessible, test, type Language } from '../helpers.ts';

const LANGUAGES: Language[] = ['en', 'zh-CN'];

/** Every page there is, one of each kind. */
const PAGES = [
  '/',
  '/users',
  '/users?q=nobody-of-this-name',
  '/users/new',
  '/users/4',
  '/users/4/edit',
  '/users/4/history',
  '/users/4/delete',
  '/organizations',
  '/organizations/new',
  '/organizations/2',
  '/organizations/2/members',
  '/organizations/2/history',
  '/organizations/2/edit',
  '/organizations/2/delete',
  '/organizations/3/delete',
  '/audit-logs',
  '/audit-logs?entry=5',
  '/profile',
  '/profile/edit',
  '/profile/password',
  '/search?q=林',
  '/shortcuts',
  '/nowhere',
];

test.use({ allowed: answered(404, 422) });

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ locale: language });

    test('the sign-in page is accessible, and so is its error', async ({ page, visit }) => {
      await visit('/sign-in');
      await expectAccessible(page);
      await page.getByRole('button', { name: /^(Sign in|登录)$/ }).click();
      await expect(page.getByRole('alert')).toBeVisible();
      await expectAccessible(page);
    });

    test('every page is accessible', async ({ page, visit, signIn }) => {
      test.setTimeout(180_000);
      await signIn('admin', language);
      for (const path of PAGES) {
        await test.step(path, async () => {
          await visit(path);
          await expectAccessible(page);
        });
      }
    });
  });
}

test('no page scrolls sideways on a phone', async ({ page, visit, signIn }) => {
  test.setTimeout(60_000);
  await signIn('admin');
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of PAGES) {
    await visit(path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(390);
  }
});

test('the first tab leads past the menu, and the focus is seen', async ({ page, visit, signIn }) => {
  await signIn('admin');
  await visit('/users');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await expect(skip).not.toHaveCSS('outline-style', 'none');
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.locator('main :focus')).not.toHaveCSS('outline-style', 'none');
});
