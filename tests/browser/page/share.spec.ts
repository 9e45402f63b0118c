import { expect, test } from './fixture'

test('a link is made, copied and revoked, by keyboard alone', async ({ page, server, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/inbox?tab=mine&chat=11')
  await page.getByRole('button', { name: 'Ещё действия' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Поделиться ссылкой…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Ссылка на переписку' })
  await expect(dialog.getByText('отозвана')).toBeVisible()

  await dialog.getByLabel('Сколько действует').selectOption('30 дней')
  await dialog.getByRole('button', { name: 'Создать ссылку' }).press('Enter')
  await expect(page.getByText('Ссылка создана и скопирована')).toBeVisible()
  const address = dialog.getByRole('textbox')
  await expect(address).toHaveValue(/^https:\/\/help\.example\.ru\/share\//)
  expect(server.writes.at(-1)?.body).toMatchObject({ expires_in_hours: 720 })
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await address.inputValue())

  await dialog.getByRole('button', { name: 'Отозвать' }).press('Enter')
  await expect(dialog.getByText('Отозвать сейчас?')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Отозвать' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Ссылка отозвана', { exact: true })).toBeVisible()
  await expect(dialog.getByRole('textbox')).toHaveCount(0)
  // The button is gone, but nobody is lost behind the window.
  await expect(dialog.getByRole('listitem').filter({ hasText: 'отозвана' }).first()).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: 'Ещё действия' })).toBeFocused()
})

test('a conversation is saved as a file; personal data only when asked for', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?tab=mine&chat=11')
  await page.getByRole('button', { name: 'Ещё действия' }).click()
  await page.getByRole('menuitem', { name: 'Скачать переписку…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Скачать переписку' })
  const asked = page.waitForRequest(/\/export\?/)
  const saved = page.waitForEvent('download')
  await dialog.getByLabel('С личными данными клиента').check()
  await dialog.getByRole('button', { name: 'Скачать' }).click()
  const query = new URL((await asked).url()).searchParams
  expect([query.get('format'), query.get('personal'), query.get('lang')]).toEqual([
    'html',
    'true',
    'ru',
  ])
  expect((await saved).suggestedFilename()).toBe('conversation-11.html')
  await expect(dialog).toBeHidden()
  expect(server.writes).toEqual([])
})

test('whoever only reads takes a masked file and makes no links', async ({ page, server }) => {
  server.user = { ...server.user!, role: 'viewer' }
  await page.goto('/inbox?tab=mine&chat=11')
  await page.getByRole('button', { name: 'Ещё действия' }).click()
  await expect(page.getByRole('menuitem')).toHaveText(['Скачать переписку…'])
  await page.getByRole('menuitem').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Личные данные будут скрыты.')).toBeVisible()
  await expect(dialog.getByRole('checkbox')).toHaveCount(0)
})
