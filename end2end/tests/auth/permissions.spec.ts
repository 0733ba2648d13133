// Who may do what, and why: the whole story of an object that is shared, explained and taken away.
import { answered, choosePassword, expect, invite, row, speak, test, title, unique } from '../../helpers.ts';

const WORDS = {
  en: {
    share: 'Share',
    find: 'Find',
    search: 'Find people and groups',
    view: /View group/,
    until: 'Until (UTC)',
    explain: 'Explain',
    yes: 'Yes',
    no: 'No',
    shared: 'Shared with them',
    away: 'Take away…',
    confirm: 'Take away',
    lost: /Lost by 1: View group \(1\)/,
    undo: 'Undo',
    back: 'Given back.',
    who: 'Who',
    permission: 'Permission',
    object: 'Object',
    nothing: /Nothing grants it/,
  },
  'zh-CN': {
    share: '共享',
    find: '查找',
    search: '查找用户和用户组',
    view: /查看用户组/,
    until: '有效期至（UTC）',
    explain: '说明原因',
    yes: '可以',
    no: '不可以',
    shared: '该对象已共享给本人',
    away: '收回…',
    confirm: '收回',
    lost: /1 人失去：查看用户组（1 个）/,
    undo: '撤销',
    back: '已恢复。',
    who: '用户',
    permission: '权限',
    object: '对象',
    nothing: /没有任何授权/,
  },
} as const;

for (const language of ['en', 'zh-CN'] as const) {
  const words = WORDS[language];

  test.describe(`an object, in ${language},`, () => {
    test.use({ allowed: answered(404) });

    test('is shared until a moment, explained, taken away with a warning, and given back', async ({
      page,
      visit,
      signIn,
      elsewhere,
    }) => {
      const username = unique('guest').toLowerCase();
      await signIn('admin');
      const link = await invite(page, username);
      const theirs = await elsewhere();
      await choosePassword(theirs, link, 'a-password-of-theirs-1');

      // Not yet theirs to see.
      expect((await theirs.goto('/groups/4'))?.status()).toBe(404);

      await speak(page, language);
      await visit('/access/group/4');
      await page.getByLabel(words.search).fill(username);
      await page.getByRole('button', { name: words.find, exact: true }).first().click();
      await page.getByLabel(new RegExp(username)).check();
      await page.getByLabel(words.view).first().check();
      await page.getByLabel(words.until).fill('2099-12-31T18:00');
      await page.getByRole('button', { name: words.share, exact: true }).click();
      await expect(row(page, username)).toContainText('2099-12-31 18:00');
      expect((await theirs.goto('/groups/4'))?.status()).toBe(200);

      await visit(`/permissions?who=${username}&permission=view_group&object=group:4`);
      await expect(page.getByText(words.yes, { exact: true })).toBeVisible();
      await expect(page.getByText(words.shared)).toBeVisible();

      await page.getByRole('link', { name: words.away }).click();
      await expect(page.getByText(words.lost)).toBeVisible();
      await page.getByRole('button', { name: words.confirm, exact: true }).click();
      // The page that warns says the same; what can be taken back has been done.
      await expect(page.getByRole('button', { name: words.undo })).toBeVisible();
      await expect(page.getByText(words.lost)).toBeVisible();
      expect((await theirs.reload())?.status(), 'at once, in the page that is open').toBe(404);

      await page.getByRole('button', { name: words.undo }).click();
      await expect(page.getByText(words.back, { exact: true })).toBeVisible();
      expect((await theirs.reload())?.status()).toBe(200);

      await visit(`/permissions?who=${username}&permission=delete_group&object=group:4`);
      await expect(page.getByText(words.no, { exact: true })).toBeVisible();
      await expect(page.getByText(words.nothing)).toBeVisible();
    });
  });
}

test('who may do something is listed by name', async ({ page, visit, signIn }) => {
  await signIn('zhoulan');
  await visit('/permissions/holders?permission=change_group');
  await expect(title(page, 'Who may: Change group')).toBeVisible();
  await expect(row(page, '周岚')).toBeVisible();
  await expect(row(page, '访客')).toHaveCount(0);
  await row(page, '周岚').getByRole('link', { name: 'Why?' }).click();
  await expect(page.getByText('Administers the organization', { exact: true })).toBeVisible();
});

test.describe('a member', () => {
  test.use({ allowed: answered(404) });

  test('asks about themselves, and about nobody else', async ({ page, visit, signIn }) => {
    await signIn('chenmo');
    await visit('/permissions?who=chenmo&permission=delete_organization');
    await expect(page.getByText('No', { exact: true })).toBeVisible();
    await visit('/permissions?who=zhoulan&permission=view_user', 404);
  });
});

test('permissions of a person are picked from two sides', async ({ page, visit, signIn }) => {
  await signIn('admin');
  await invite(page, unique('guest').toLowerCase());
  const person = new URL(page.url()).pathname;
  const box = (button: string) =>
    page
      .locator('section')
      .filter({ has: page.getByRole('button', { name: button }) })
      .getByLabel(/View store/);
  await visit(`${person}/permissions?find=view_store`);
  await box('Grant').check();
  await page.getByRole('button', { name: 'Grant', exact: true }).click();
  await expect(page.getByText('Granted.', { exact: true })).toBeVisible();
  await box('Take away…').check();
  await page.getByRole('button', { name: 'Take away…' }).click();
  await page.getByRole('button', { name: 'Take away', exact: true }).click();
  await expect(page.getByText('Lost by 1: View store (all of the organization)')).toBeVisible();
});
