// What every story uses: a page that fails the test at the first console error, people to sign in as,
// and the judgement of axe-core.
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

export { expect };

/** The password of everyone in the demo. */
export const PASSWORD = 'terrace-demo-2026';

/** Those of the demo's people whom the stories know by name. */
export type Person =
  | 'admin' // superuser
  | 'zhoulan' // administers 晨光智能
  | 'chenmo' // member there
  | 'john.mbeki'; // administers Northwind Labs

/** The languages of the console. */
export type Language = 'en' | 'zh-CN';

/** Every kind of page that an administrator visits. */
export const PAGES = [
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
  '/nowhere',
];

type Options = {
  /** The console errors that a story is about, such as the 404 of a page that does not exist. */
  allowed: RegExp;
};

type Fixtures = {
  /** Opens a path and waits until the page is whole: hydrated, where there is JavaScript. */
  visit: (path: string) => Promise<void>;
  /** Signs in, and goes on in a language (English, unless said otherwise), whatever it was before. */
  signIn: (person: Person, language?: Language) => Promise<void>;
  consoleIsSilent: void;
};

export const test = base.extend<Options & Fixtures>({
  allowed: [/^$/, { option: true }],

  consoleIsSilent: [
    async ({ page, allowed }, use) => {
      const complaints: string[] = [];
      const note = (text: string) => {
        if (!allowed.test(text)) complaints.push(text);
      };
      page.on('pageerror', (error) => note(`uncaught: ${error.message}`));
      page.on('console', (message) => {
        // Leptos reports what differs between server and browser as a warning.
        const hydration = message.type() === 'warning' && /hydrat/i.test(message.text());
        if (message.type() === 'error' || hydration) note(`${message.text()} (${message.location().url})`);
      });
      await use();
      expect(complaints, 'the console says nothing').toEqual([]);
    },
    { auto: true },
  ],

  visit: async ({ page, javaScriptEnabled }, use) => {
    await use(async (path) => {
      await page.goto(path);
      if (javaScriptEnabled !== false) await hydrated(page);
    });
  },

  signIn: async ({ page, visit }, use) => {
    await use(async (person, language = 'en') => {
      await visit('/sign-in');
      await fillSignIn(page, person, PASSWORD);
      if ((await page.locator('html').getAttribute('lang')) !== language) {
        await page.getByLabel(/^(Account|账号)$/).click();
        await page.getByRole('button', { name: language === 'en' ? 'English' : '中文' }).click();
        await expect(page.locator('html')).toHaveAttribute('lang', language);
      }
      await visit('/');
    });
  },
});

/** Fills in the sign-in page that is open, and leaves it. */
export async function fillSignIn(page: Page, name: string, password: string) {
  await page.getByLabel(/^(Username|用户名)/).fill(name);
  await page.getByLabel(/^(Password|密码)/).fill(password);
  await page.getByRole('button', { name: /^(Sign in|登录)$/ }).click();
  await expect(page).not.toHaveURL(/sign.in/);
}

/** What the browser's console says of the responses that a story provokes, for `allowed`. */
export function answered(...statuses: number[]) {
  return new RegExp(`server responded with a status of (${statuses.join('|')})`);
}

/** A name that nothing else has, so that stories do not meet each other's things. */
export function unique(name: string) {
  return `${name}-${Date.now().toString(36)}`;
}

/** The title of the page. */
export function title(page: Page, words: string | RegExp) {
  return page.getByRole('heading', { level: 1, name: words });
}

/** The row of a list that holds some words. */
export function row(page: Page, words: string | RegExp) {
  return page.locator('tbody').getByRole('row').filter({ hasText: words });
}

/** Opens what unfolds: a filter, the columns, the account. */
export async function unfold(page: Page, words: string) {
  await page.locator('summary').filter({ hasText: words }).click();
}

/** Creates somebody, as whoever is signed in and may, and returns the path of the one-time link. */
export async function invite(page: Page, username: string): Promise<string> {
  await page.goto('/users/new');
  await page.getByLabel('Username', { exact: true }).fill(username);
  await page.getByLabel('Email', { exact: true }).fill(`${username}@example.com`);
  await page.getByRole('button', { name: 'Create and invite' }).click();
  await expect(title(page, username)).toBeVisible();
  return linkOf(page);
}

/** The path of the one-time link that the page of a person shows. */
export async function linkOf(page: Page): Promise<string> {
  return new URL(await page.getByText(/\/welcome\//).innerText()).pathname;
}

/** Opens a one-time link and chooses a password, which signs in. */
export async function choosePassword(page: Page, link: string, password: string) {
  await page.goto(link);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('The same again').fill(password);
  await page.getByRole('button', { name: 'Choose and sign in' }).click();
  await expect(title(page, 'Hello')).toBeVisible();
}

/** Waits until the browser's half of the console has taken the page over. */
export async function hydrated(page: Page) {
  await page.locator('html[data-hydrated]').waitFor();
}

/** WCAG 2.2 AA, in light and in dark. */
export async function expectAccessible(page: Page) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' · ')}`);
    expect(found, `axe-core in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}
