// The pictures of the README. They are drawn anew by SCREENSHOTS=1 only: a picture of a date differs
// every day.
import { row, test } from '../helpers.ts';

const FOLDER = 'screenshots';

if (process.env.SCREENSHOTS) {
  test.use({ viewport: { width: 1280, height: 800 } });

  test('draws the sign-in page', async ({ page, visit }) => {
    await visit('/sign-in');
    await page.screenshot({ path: `${FOLDER}/sign-in.png` });
  });

  test('draws the list of users', async ({ page, visit, signIn }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await signIn('admin');
    await visit('/users');
    await page.screenshot({ path: `${FOLDER}/users-en-light.png` });
    await visit('/users/4');
    await page.screenshot({ path: `${FOLDER}/user-en-light.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await visit('/users');
    await page.screenshot({ path: `${FOLDER}/users-en-phone.png` });
  });

  test('draws the audit log', async ({ page, visit, signIn }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await signIn('admin', 'zh-CN');
    await visit('/audit-logs?action=update');
    await row(page, /./).first().getByRole('link').click();
    await page.getByRole('complementary').getByRole('heading').first().waitFor();
    await page.screenshot({ path: `${FOLDER}/audit-zh-dark.png` });
  });
}
