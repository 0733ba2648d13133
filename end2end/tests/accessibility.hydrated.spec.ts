// Every page under axe-core, light and dark, in both languages. axe-core itself needs JavaScript.
import { PAGES, answered, expect, expectAccessible, test, type Language } from '../helpers.ts';

const LANGUAGES: Language[] = ['en', 'zh-CN'];

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
