// Pictures, drawn by SCREENSHOTS=1 only: a picture of a date differs every day. Those of the README go to
// screenshots; those to be looked at, of every kind of page in every form it takes, to results/pictures.
import type { Page } from '@playwright/test';
import { row, test } from '../helpers.ts';

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const LOOKED_AT = [
  '/',
  '/users',
  '/users/4',
  '/users/4/edit',
  '/users/new',
  '/organizations',
  '/organizations/1',
  '/organizations/2/delete',
  '/audit-logs',
  '/audit-logs?entry=5',
  '/profile',
  '/profile/edit',
  '/profile/sessions',
  '/users/4/sessions',
  '/search?q=林',
  '/kit',
];

// The caret is left alone: hiding it takes a style that the page's policy forbids.
function draw(page: Page, path: string, fullPage = false) {
  return page.screenshot({ path, fullPage, caret: 'initial' });
}

if (process.env.SCREENSHOTS) {
  test.describe('the README', () => {
    test.use({ viewport: WIDE });

    test('has the sign-in page and the home page', async ({ page, visit, signIn }) => {
      await visit('/sign-in');
      await draw(page, 'screenshots/sign-in-en-light.png');
      await signIn('admin', 'zh-CN');
      await draw(page, 'screenshots/home-zh-light.png');
    });

    test('has the list of users', async ({ page, visit, signIn }) => {
      await signIn('admin');
      await visit('/users');
      await draw(page, 'screenshots/users-en-light.png');
    });

    test('has the audit log with an entry open', async ({ page, visit, signIn }) => {
      await page.emulateMedia({ colorScheme: 'dark' });
      await signIn('admin', 'zh-CN');
      await visit('/audit-logs?action=update');
      await row(page, /./).first().getByRole('link').click();
      await page.getByRole('complementary').getByRole('heading').first().waitFor();
      await draw(page, 'screenshots/audit-zh-dark.png');
    });
  });

  for (const language of ['en', 'zh-CN'] as const) {
    for (const [size, viewport] of [['wide', WIDE], ['phone', PHONE]] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        test.describe(`${language}, ${size}, ${colorScheme}`, () => {
          test.use({ locale: language, viewport, colorScheme });

          test('every kind of page is drawn', async ({ page, visit, signIn }) => {
            test.setTimeout(90_000);
            const drawn = async (path: string) => {
              await visit(path);
              const name = path.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'home';
              await draw(page, `results/pictures/${language}-${size}-${colorScheme}/${name}.png`, true);
            };
            await drawn('/sign-in');
            await signIn('admin', language);
            for (const path of LOOKED_AT) await drawn(path);
          });
        });
      }
    }
  }
}
