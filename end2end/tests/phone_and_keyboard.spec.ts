// What every page owes to a narrow screen, and to somebody who has no mouse.
import { PAGES, answered, expect, test } from '../helpers.ts';

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, allowed: answered(404) });

  test('no page scrolls sideways', async ({ page, visit, signIn }) => {
    test.setTimeout(60_000);
    await signIn('admin');
    for (const path of PAGES) {
      await visit(path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(390);
    }
  });
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
