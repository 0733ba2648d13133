// Every page opens, for everybody who may open it; and no page is forgotten by the stories.
import { expect, test } from '../helpers.ts';
import { GATES, NOWHERE, PAGES, ROLES, pagesOf, routeOf, routes } from '../pages.ts';

test('every route of the console is among the pages, and every page has a route', () => {
  expect(routes().length).toBeGreaterThan(20);
  const visited = new Set([...PAGES.map(routeOf), ...GATES, routeOf(NOWHERE)]);
  expect(routes().filter((route) => !visited.has(route)), 'routes that no story opens').toEqual([]);
  expect(PAGES.filter((path) => routeOf(path) === routeOf(NOWHERE)), 'pages without a route').toEqual([]);
  expect(GATES.filter((gate) => !routes().includes(gate)), 'gates without a route').toEqual([]);
});

for (const person of ROLES) {
  test(`every page of ${person} opens, with one title`, async ({ page, visit, signIn }) => {
    test.setTimeout(120_000);
    await signIn(person);
    for (const path of pagesOf(person)) {
      await test.step(path, async () => {
        await visit(path);
        await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
        await expect(page).toHaveTitle(/. · Terrace$/);
      });
    }
  });
}

test.describe('an address that has no page', () => {
  test.use({ allowed: new RegExp(`404.*${NOWHERE}`) });

  test('says so and leads home', async ({ page, visit, signIn }) => {
    await signIn('chenmo');
    await visit(NOWHERE, 404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here that you may see');
    await page.getByRole('link', { name: 'Go to the home page' }).click();
    await expect(page).toHaveURL('/');
  });
});
