// What every story uses: browsers that fail the test when a page complains, people to sign in as, and
// the judgement of axe-core.
import { randomUUID } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Cookie, type Page, type Response } from '@playwright/test';
import { answers, startConsole, type Console } from './console.ts';
import { complaintsOf } from './watch.ts';

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

type Options = {
  /** The console errors that a story is about, such as the 404 of a page that does not exist. */
  allowed: RegExp;
};

type Fixtures = {
  /** Opens an address, which answers as it should, and waits until the page is whole: hydrated, where
   *  there is JavaScript. */
  visit: (path: string, status?: number) => Promise<Response>;
  /** Signs in, and goes on in a language (English, unless said otherwise), whatever it was before. */
  signIn: (person: Person, language?: Language) => Promise<void>;
  /** A page in another browser, which knows nothing of this one. */
  elsewhere: () => Promise<Page>;
  nothingComplains: void;
};

type WorkerFixtures = {
  /** The console with the demo in it that the stories of a worker visit. */
  console: Console;
};

/** Sessions of people who signed in before: signing in takes a second of every story, and is a story itself. */
const SESSIONS = new Map<Person, Cookie[]>();

export const test = base.extend<Options & Fixtures, WorkerFixtures>({
  allowed: [/^$/, { option: true }],

  console: [
    async ({}, use, info) => {
      const console = startConsole('demo', info);
      console.output.resume();
      await answers(console);
      await use(console);
      await console.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  baseURL: async ({ console }, use) => {
    await use(console.origin);
  },

  nothingComplains: [
    async ({ browser, context, allowed }, use) => {
      const complaints = await complaintsOf({ browser, context, allowed }, use);
      expect(complaints, 'no page complains').toEqual([]);
    },
    { auto: true },
  ],

  visit: async ({ page, javaScriptEnabled }, use) => {
    await use(async (path, status = 200) => {
      const response = await page.goto(path);
      if (!response) throw new Error(`${path} was open already`);
      expect(response.status(), path).toBe(status);
      if (javaScriptEnabled !== false) await hydrated(page);
      return response;
    });
  },

  signIn: async ({ page, context, visit }, use) => {
    let who: Person | undefined;
    await use(async (person, language = 'en') => {
      who = person;
      await context.addCookies(SESSIONS.get(person) ?? []);
      await visit('/');
      if (new URL(page.url()).pathname === '/sign-in') {
        await fillSignIn(page, person, PASSWORD);
        await visit('/');
        SESSIONS.set(person, await context.cookies());
      }
      if ((await languageOf(page)) !== language) {
        await speak(page, language);
        await visit('/');
      }
    });
    // A story that changed or ended its session leaves none to the next.
    const ids = (cookies: Cookie[] = []) => cookies.map(({ name, value }) => `${name}=${value}`).join();
    if (who && ids(await context.cookies()) !== ids(SESSIONS.get(who))) SESSIONS.delete(who);
  },

  elsewhere: async ({ browser }, use) => {
    const pages: Page[] = [];
    await use(async () => {
      const context = await browser.newContext();
      pages.push(await context.newPage());
      return pages.at(-1)!;
    });
    await Promise.all(pages.map((page) => page.context().close()));
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
  return `${name}-${randomUUID().slice(0, 8)}`;
}

/** The title of the page. */
export function title(page: Page, words: string | RegExp) {
  return page.getByRole('heading', { level: 1, name: words });
}

/** The row of a list that holds some words. */
export function row(page: Page, words: string | RegExp) {
  return page.locator('tbody').getByRole('row').filter({ hasText: words });
}

function languageOf(page: Page) {
  return page.locator('html').getAttribute('lang');
}

/** Goes on in a language, whatever it was before. */
export async function speak(page: Page, language: Language) {
  if ((await languageOf(page)) === language) return;
  await page.getByLabel(/^(Account|账号)$/).click();
  await page.getByRole('button', { name: language === 'en' ? 'English' : '中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}

/** Opens what unfolds: a filter, the columns, the account. */
export async function unfold(page: Page, words: string) {
  await page.locator('summary').filter({ hasText: words }).click();
}

/** Creates an organization, as a superuser, and returns the path of its page. */
export async function createOrganization(page: Page, name: string): Promise<string> {
  await page.goto('/organizations/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create organization' }).click();
  await expect(title(page, name)).toBeVisible();
  return new URL(page.url()).pathname;
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

/** Reaches for something in the page that is open, if there is anything, and waits until its own piece of
 *  the program has taken it over. */
export async function wake(page: Page) {
  const isWaking = await page.evaluate(() => {
    const control = document.querySelector('.first :is(button, input:not([type=hidden]), select, textarea, summary)');
    return control?.dispatchEvent(new Event('pointerover', { bubbles: true })) ?? false;
  });
  if (isWaking) await page.locator('.first[data-awake]').waitFor({ state: 'attached' });
}

/** WCAG 2.2 AA, in light and in dark: of the whole page, or of a part that is open over it. */
export async function expectAccessible(page: Page, part?: string) {
  for (const theme of ['light', 'dark'] as const) {
    // Said by the page, so that it holds for those as well who chose a theme.
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    // In a mode without pages of its own: a page that opens beside would close what is open here.
    let axe = new AxeBuilder({ page }).setLegacyMode();
    if (part) axe = axe.include(part);
    // In the dark only the colours are others.
    const { violations } =
      theme === 'light'
        ? await axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
        : await axe.withRules(['color-contrast', 'link-in-text-block']).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' · ')}`);
    // Said of all that is looked at, not only of the first that fails.
    expect.soft(found, `axe-core in ${theme} at ${page.url()}`).toEqual([]);
  }
}
