// The server and the browser render the same. A release build is silent about differences, so the page
// itself is looked at: before the browser takes it over, after, and made by the browser alone.
import { expect, test, type Language } from '../helpers.ts';
import { outlineOf, outlineOfHtml } from '../outline.ts';
import { pagesOf, type ROLES } from '../pages.ts';

const READERS: [(typeof ROLES)[number], Language][] = [
  ['admin', 'en'],
  ['zhoulan', 'zh-CN'],
  ['chenmo', 'zh-CN'],
];

test('taking over the sign-in page changes nothing in it', async ({ page, visit }) => {
  const response = await visit('/sign-in');
  const sent = await outlineOfHtml(page, await response.text(), 'body');
  expect(sent.length).toBeGreaterThan(10);
  expect(await outlineOf(page, 'body')).toEqual(sent);
});

for (const [person, language] of READERS) {
  test(`taking over a page changes nothing in it, for ${person}`, async ({ page, visit, signIn }) => {
    test.setTimeout(120_000);
    await signIn(person, language);
    for (const path of pagesOf(person)) {
      await test.step(path, async () => {
        const response = await visit(path);
        const sent = await outlineOfHtml(page, await response.text(), 'body');
        expect(sent.length).toBeGreaterThan(10);
        // What effects load may come a little later.
        await page.waitForLoadState('networkidle');
        expect(await outlineOf(page, 'body'), path).toEqual(sent);
      });
    }
  });

  test(`a page reached by a link is the page that the server sends, for ${person}`, async ({ page, visit, signIn }) => {
    test.setTimeout(180_000);
    await signIn(person, language);
    for (const path of pagesOf(person).filter(isStill)) {
      await test.step(path, async () => {
        const response = await visit(path);
        const sent = await outlineOfHtml(page, await response.text(), 'main');
        expect(sent.length).toBeGreaterThan(5);

        await visit(path === '/profile' ? '/search' : '/profile');
        await page.evaluate((to) => {
          document.documentElement.dataset.untouched = '';
          const link = document.createElement('a');
          link.href = to;
          document.body.append(link);
          link.click();
        }, path);
        await expect(async () => expect(await outlineOf(page, 'main')).toEqual(sent)).toPass({ timeout: 5_000 });
        await expect(page.locator('html'), 'went there without a new document').toHaveAttribute('data-untouched');
      });
    }
  });
}

/** Reading the log may be an entry of it: a page of all entries differs from one moment to the next. */
function isStill(path: string) {
  return !path.startsWith('/audit-logs') || path.includes('action=');
}
