// The server and the browser render the same. A release build is silent about differences, so the pages
// themselves are looked at: before the browser takes them over, after, and made by the browser alone.
import type { Page } from '@playwright/test';
import { expect, test, wake, type Language } from '../helpers.ts';
import { outlineOf, outlineOfHtml } from '../outline.ts';
import { pagesOf, type ROLES } from '../pages.ts';

const READERS: [(typeof ROLES)[number], Language][] = [
  ['admin', 'en'],
  ['zhoulan', 'zh-CN'],
  ['chenmo', 'zh-CN'],
];

// Every page that differs is told, not only the first.
const tell = expect.configure({ soft: true });

/** Goes somewhere as a link of the page does: without a new document. */
function follow(page: Page, to: string) {
  return page.evaluate((to) => {
    const link = document.createElement('a');
    link.href = to;
    document.body.append(link);
    link.click();
    link.remove();
  }, to);
}

/** Reading the log may be an entry of it: a page of all entries, or with their number, differs from one
 *  moment to the next. */
function isStill(path: string) {
  return !/^\/organizations\/\d+$/.test(path) && (!path.startsWith('/audit-logs') || path.includes('action='));
}

test('taking over the sign-in page changes nothing in it', async ({ page, visit }) => {
  const response = await visit('/sign-in');
  const sent = await outlineOfHtml(page, await response.text(), 'body');
  expect(sent.length).toBeGreaterThan(10);
  expect(await outlineOf(page, 'body')).toEqual(sent);
  await wake(page);
  expect(await outlineOf(page, 'body')).toEqual(sent);
});

for (const [person, language] of READERS) {
  test(`the browser takes over what ${person} was sent, and makes the same itself`, async ({ page, visit, signIn }) => {
    test.setTimeout(300_000);
    await signIn(person, language);
    for (const path of pagesOf(person)) {
      await test.step(path, async () => {
        const response = await visit(path);
        const html = await response.text();
        // What effects load may come a little later.
        await page.waitForLoadState('networkidle');
        const sent = await outlineOfHtml(page, html, 'body');
        expect(sent.length).toBeGreaterThan(10);
        tell(await outlineOf(page, 'body'), `${path}, as it was sent`).toEqual(sent);
        await wake(page);
        tell(await outlineOf(page, 'body'), `${path}, taken over`).toEqual(sent);
        if (!isStill(path)) return;

        const part = await outlineOfHtml(page, html, 'main');
        await page.evaluate(() => (document.documentElement.dataset.untouched = ''));
        await follow(page, path === '/profile' ? '/search' : '/profile');
        await expect.poll(() => outlineOf(page, 'main')).not.toEqual(part);
        await follow(page, path);
        await tell.poll(() => outlineOf(page, 'main'), `${path}, made by the browser`).toEqual(part);
        await expect(page.locator('html'), 'no new document was needed').toHaveAttribute('data-untouched');
      });
    }
  });
}
