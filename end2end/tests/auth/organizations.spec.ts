// Organizations: superusers make and unmake them, staff see the one they administer.
import { answered, createOrganization, expect, row, test, title, unfold, unique } from '../../helpers.ts';

test('are listed, searched, filtered and sorted', async ({ page, visit, signIn }) => {
  await signIn('admin');
  await visit('/organizations');
  await expect(row(page, '零售与金融')).toBeVisible();

  await page.getByRole('searchbox', { name: 'Name of the organization' }).fill('northwind');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/organizations?q=northwind');
  await expect(page.locator('tbody').getByRole('row')).toHaveCount(1);
  await expect(row(page, 'Northwind Labs')).toBeVisible();

  await visit('/organizations');
  await unfold(page, 'State');
  await page.getByLabel('Inactive').check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(row(page, '远山旧部')).toBeVisible();
  await expect(row(page, '零售与金融')).toHaveCount(0);
  await page.getByRole('link', { name: 'Remove filter State' }).click();
  await expect(row(page, '零售与金融')).toBeVisible();

  await page.getByRole('columnheader', { name: 'Created' }).getByRole('link').click();
  await expect(page.getByRole('columnheader', { name: 'Created' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(page.locator('tbody').getByRole('row').first()).toContainText('远山旧部');
});

test.describe('a name', () => {
  test.use({ allowed: answered(422) });

  test('that is taken is refused, and what was typed is kept', async ({ page, visit, signIn }) => {
    const name = unique('Harbour');
    await signIn('admin');
    await visit('/organizations');
    await page.getByRole('link', { name: 'New organization' }).click();
    await page.getByLabel('Name', { exact: true }).fill('NORTHWIND LABS');
    await page.getByLabel('Description').fill('Ships and <b>cranes</b>');
    await page.getByRole('button', { name: 'Create organization' }).click();
    const field = page.getByLabel('Name', { exact: true });
    await expect(field).toHaveAccessibleDescription(/This is taken already\. Choose another\./);
    await expect(field).toHaveValue('NORTHWIND LABS');
    await expect(page.getByLabel('Description')).toHaveValue('Ships and <b>cranes</b>');

    await field.fill(name);
    await page.getByRole('button', { name: 'Create organization' }).click();
    await expect(title(page, name)).toBeVisible();
    await expect(page.getByText('Created', { exact: true }).first()).toBeVisible();
    await expect(page.getByText('Ships and <b>cranes</b>')).toBeVisible();
  });
});

test('are changed, deactivated and reactivated', async ({ page, signIn }) => {
  const name = unique('Quay');
  await signIn('admin');
  await createOrganization(page, name);

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Description').fill('Where ships wait');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(page.getByText('Where ships wait')).toBeVisible();

  await page.getByRole('button', { name: 'Deactivate' }).click();
  await expect(title(page, `${name} Inactive`)).toBeVisible();
  await page.getByRole('button', { name: 'Reactivate' }).click();
  await expect(title(page, `${name} Active`)).toBeVisible();
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await expect(title(page, `${name} Inactive`)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(title(page, `${name} Active`)).toBeVisible();
});

test('are acted in from their own pages', async ({ page, signIn }) => {
  const name = unique('Heron');
  await signIn('admin');
  const path = await createOrganization(page, name);
  await page.getByRole('button', { name: 'Act in this organization' }).click();
  await expect(title(page, 'Hello')).toBeVisible();
  await expect(page.locator('#menu summary')).toHaveText(new RegExp(name));
  await page.goto(path);
  await expect(title(page, name)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Act in this organization' })).toHaveCount(0);
});

test('offer to undo nothing that was not done', async ({ page, signIn }) => {
  const name = unique('Slip');
  await signIn('admin');
  await createOrganization(page, name);
  await page.goto(`${new URL(page.url()).pathname}?done=deactivated`);
  await expect(title(page, `${name} Active`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
});

test.describe('settings', () => {
  test.use({ allowed: answered(422) });

  test('that come back with an error say what they would change', async ({ page, signIn }) => {
    const name = unique('Lock');
    await signIn('admin');
    await page.goto('/organizations/new');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('Settings').fill('{"language": "en", "limits": {"rows": 10}}');
    await page.getByRole('button', { name: 'Create organization' }).click();
    await expect(page.getByRole('region', { name: 'Settings' })).toContainText('"language": "en"');

    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Name', { exact: true }).fill('Northwind Labs');
    await page.getByLabel('Settings').fill('{"language": "zh-CN", "limits": {"rows": 10}}');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByRole('term')).toHaveText(['language']);
    await expect(page.getByRole('insertion')).toHaveText('"zh-CN"');
  });
});

test.describe('deleting', () => {
  test.use({ allowed: answered(404, 422) });

  test('asks for the name, and says what is in the way', async ({ page, visit, signIn }) => {
    const name = unique('Pier');
    await signIn('admin');
    const address = await createOrganization(page, name);
    await page.getByRole('link', { name: 'Delete', exact: true }).click();
    await expect(title(page, `Delete ${name}?`)).toBeVisible();

    const typed = page.getByLabel(`Type “${name}” to go on`);
    await typed.fill('another name');
    await page.getByRole('button', { name: 'Delete organization' }).click();
    await expect(typed).toHaveAccessibleDescription('Type the name exactly as it stands above.');
    await typed.fill(name);
    await page.getByRole('button', { name: 'Delete organization' }).click();
    await expect(page.getByText('Deleted', { exact: true })).toBeVisible();
    await expect(title(page, 'Organizations')).toBeVisible();
    await visit(address, 404);
    await expect(title(page, 'There is nothing here that you may see')).toBeVisible();

    await visit('/organizations/2/delete');
    await expect(page.getByText('Northwind Labs cannot be deleted')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Delete organization' })).toHaveCount(0);
  });
});

test.describe('staff', () => {
  test.use({ allowed: answered(404) });

  test('see the organization they administer and no other', async ({ page, visit, signIn }) => {
    await signIn('john.mbeki');
    await visit('/organizations');
    await expect(page.locator('tbody').getByRole('row')).toHaveCount(1);
    await expect(page.getByRole('link', { name: 'New organization' })).toHaveCount(0);
    await row(page, 'Northwind Labs').getByRole('link').click();
    await page.getByRole('link', { name: /^Members/ }).click();
    await expect(row(page, 'Sofia Rossi')).toBeVisible();

    await visit('/organizations/1', 404);
    await expect(title(page, 'There is nothing here that you may see')).toBeVisible();
  });
});
