import * as data from '../mock/data'
import { list } from '../support/locators'
import { expect, test } from './fixture'

test('ten thousand conversations: as many elements as fit, and the end is reached', async ({
  page,
  server,
}) => {
  for (const row of data.manyRows(10_000)) server.rows.set(row.conversation.id, row)
  await page.goto('/inbox?tab=all')
  const rows = list(page).getByRole('link')
  await expect(rows.first()).toBeVisible()
  expect(await rows.count()).toBeLessThan(60)
  await list(page).hover()
  for (let step = 0; step < 10; step += 1) {
    await page.mouse.wheel(0, 4000)
    await page.waitForTimeout(100)
  }
  await expect(
    list(page)
      .getByText(/^Клиент \d{3,}$/u)
      .first(),
  ).toBeVisible()
  expect(await rows.count()).toBeLessThan(60)
})

test('accounts can be hidden, and the choice is remembered', async ({ page, server }) => {
  expect(server.accounts).toHaveLength(4)
  await page.goto('/inbox')
  await page.getByRole('button', { name: 'Аккаунты (4)' }).click()
  await page.getByRole('checkbox', { name: 'Климатика Анатолий' }).uncheck()
  await expect(page.getByRole('button', { name: 'Аккаунты (3)' })).toBeVisible()
  await expect(list(page).getByText('Мария')).toBeHidden()
  await expect(list(page).getByText('Дмитрий Ковалёв')).toBeVisible()
  await page.goto('/inbox')
  await expect(page.getByRole('button', { name: 'Аккаунты (3)' })).toBeVisible()
  await expect(list(page).getByText('Мария')).toBeHidden()
})

test('search finds chats by messages and by name, narrows by leader, and leads to the message', async ({
  page,
  server,
}) => {
  expect(server.rows.size).toBeGreaterThan(5)
  await page.goto('/inbox')
  const field = page.getByRole('searchbox', { name: 'Поиск или новый чат' })
  const results = page.getByRole('list', { name: 'Найденные чаты' })
  await field.fill('екатерина')
  await expect(page.getByText('Найден 1 чат')).toBeVisible()
  await expect(results.getByText('Совпадение в имени или объявлении')).toBeVisible()

  // Far above the page that a chat opens with.
  await field.fill('сообщение 7.')
  await expect(results.locator('mark')).toHaveText('Сообщение 7.')
  await expect(results.getByText('Совпадение в сообщениях')).toBeVisible()
  await page.getByRole('radio', { name: 'Оператор' }).check()
  await expect(page.getByText('Ничего не нашлось.')).toBeVisible()
  await page.getByRole('radio', { name: 'Бот' }).check()
  await results.getByRole('link').click()
  await expect(page.getByRole('log').getByText('Сообщение 7.', { exact: false })).toBeInViewport()

  await field.fill('нет такого')
  await expect(page.getByText('Ничего не нашлось.')).toBeVisible()
  await page.getByRole('button', { name: 'Очистить поиск' }).click()
  await expect(list(page).getByText('Мария')).toBeVisible()
})

test('the session ends: the login says so and leads back', async ({ page, server }) => {
  await page.goto('/inbox?tab=mine&chat=11')
  await expect(page.getByRole('log')).toBeVisible()
  await expect(page.getByText('на связи')).toBeVisible()
  // The click below is then the first call that is refused.
  await page.waitForLoadState('networkidle')
  server.user = null
  await page.getByRole('button', { name: /^Очередь/ }).click()
  await expect(page.getByText(/Сеанс закончился/u)).toBeVisible()
  await page.getByLabel('Логин').fill('anna')
  await page.getByLabel('Пароль', { exact: true }).fill('secret')
  await page.getByRole('button', { name: 'Войти' }).click()
  await expect(page).toHaveURL(/tab=queue.*chat=11|chat=11.*tab=queue/u)
  await expect(page.getByRole('log')).toBeVisible()
})

test('on a phone one pane is shown at a time, with a way back', async ({ page, server }) => {
  expect(server.rows.has(1)).toBe(true)
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto('/inbox')
  await list(page).getByText('Мария').click()
  await expect(page.getByRole('log')).toBeVisible()
  await expect(list(page)).toBeHidden()
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  await page.getByRole('button', { name: 'Назад' }).click()
  await expect(list(page)).toBeVisible()
})

test('in English nothing stays Russian but what people wrote', async ({ page, server }) => {
  expect(server.user?.name).toBe('Анна Петрова')
  await page.goto('/accounts')
  await page.getByRole('button', { name: /^Меню/ }).click()
  await page.getByRole('menuitemradio', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: 'Accounts' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Accounts' })).toBeVisible()
})
