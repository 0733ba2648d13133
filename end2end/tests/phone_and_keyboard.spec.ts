// What every page owes to a narrow screen, and to somebody who has no mouse.
import { expect, test } from '../helpers.ts';
import { PAGES } from '../pages.ts';

for (const width of [360, 1440]) {
  test.describe(`${width} pixels wide`, () => {
    test.use({ viewport: { width, height: 800 } });

    test('no page scrolls sideways', async ({ page, visit, signIn }) => {
      test.setTimeout(120_000);
      const expectToFit = async (path: string) => {
        await visit(path);
        const needed = await page.evaluate(() => document.documentElement.scrollWidth);
        expect.soft(needed, path).toBeLessThanOrEqual(width);
      };
      await expectToFit('/sign-in');
      await signIn('admin');
      for (const path of PAGES) await test.step(path, () => expectToFit(path));
    });
  });
}

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
