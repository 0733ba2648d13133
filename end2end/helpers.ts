// What every story uses: a page that fails the test at the first console error, people to sign in as,
// and the judgement of axe-core.
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

export { expect };

/** The password of everyone in the demo. */
const PASSWORD = 'terrace-demo-2026';

/** Those of the demo's people whom the stories know by name. */
export type Person =
  | 'admin' // superuser
  | 'zhoulan' // administers 晨光智能
  | 'chenmo' // member there
  | 'viewer' // may only look
  | 'liuyang' // deactivated
  | 'john.mbeki'; // administers Northwind Labs

type Options = {
  /** Console errors that a story is about, such as the 404 of a page that does not exist. */
  allowed: RegExp[];
};

type Fixtures = {
  /** Opens a path and waits until the page is whole: hydrated, where there is JavaScript. */
  visit: (path: string) => Promise<void>;
  /** Signs in, whatever the page's language, and ends on the page the console shows first. */
  signIn: (person: Person) => Promise<void>;
  consoleIsSilent: void;
};

export const test = base.extend<Options & Fixtures>({
  allowed: [[], { option: true }],

  consoleIsSilent: [
    async ({ page, allowed }, use) => {
      const complaints: string[] = [];
      const note = (text: string) => {
        if (!allowed.some((pattern) => pattern.test(text))) complaints.push(text);
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

  signIn: async ({ page, visit, javaScriptEnabled }, use) => {
    await use(async (person) => {
      await visit('/sign-in');
      await page.getByLabel(/^(Username|用户名)/).fill(person);
      await page.getByLabel(/^(Password|密码)/).fill(PASSWORD);
      await page.getByRole('button', { name: /^(Sign in|登录)$/ }).click();
      await expect(page).not.toHaveURL(/sign-in/);
      if (javaScriptEnabled !== false) await hydrated(page);
    });
  },
});

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
