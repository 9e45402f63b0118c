import { list } from '../support/locators'
import { expect, test } from './fixture'

test('a chat is put off by keyboard, leaves the list, and the step is undone', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?tab=mine&chat=11')
  await expect(list(page).getByText('Сергей')).toBeVisible()
  await page.getByRole('log').focus()
  await page.keyboard.press('Alt+KeyM')
  const dialog = page.getByRole('dialog', { name: 'Отложить' })
  await expect(dialog.getByRole('button', { name: /^На 1 час/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(list(page).getByText('Сергей')).toBeHidden()
  await expect(page.getByText('Отложен: 14 мая в 15:05').first()).toBeVisible()
  expect(server.writes.at(-1)?.body).toEqual({ until: server.now + 3_600_000 })

  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(list(page).getByText('Сергей')).toBeVisible()
})

test('put off until a date, found in its section, and back when the customer writes', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?tab=mine&chat=11')
  await page.getByRole('button', { name: 'Ещё действия' }).click()
  await page.getByRole('menuitem', { name: 'Выбрать время' }).click()
  await page.getByLabel('До даты и времени').fill('2026-05-20T10:30')
  await page.getByRole('button', { name: 'Отложить', exact: true }).click()
  await expect(list(page).getByText('Сергей')).toBeHidden()
  await page.getByRole('navigation', { name: 'Чьи диалоги' }).getByText('Ещё').click()
  await page.getByRole('menuitem', { name: 'Отложенные (1)' }).click()
  await expect(list(page).getByText('Сергей')).toBeVisible()
  server.receive(11, 'Алло?')
  await expect(list(page).getByText('Сергей')).toBeHidden()
  await expect(page.getByText('Отложенных диалогов нет.')).toBeVisible()
})

test('filters live in the address, order the list, and are reset where nothing fits', async ({
  page,
  server,
}) => {
  expect(server.rows.size).toBeGreaterThan(5)
  await page.goto('/inbox')
  await page.getByRole('button', { name: 'Фильтры и порядок' }).click()
  await page.getByLabel('Статус', { exact: true }).selectOption({ label: 'Ждёт ответа' })
  await page
    .getByLabel('Порядок', { exact: true })
    .selectOption({ label: 'Сначала кто дольше ждёт' })
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/status=waiting/u)
  await expect(page).toHaveURL(/sort=waiting/u)
  const names = list(page).getByRole('link')
  await expect(names).toHaveCount(3)
  await expect(names.nth(0)).toContainText('Наталья')
  await expect(names.nth(1)).toContainText('Ольга')
  await page.reload()
  await expect(names).toHaveCount(3)

  await page.getByRole('button', { name: /^Фильтры и порядок: выбрано 2/u }).click()
  await page.getByLabel('Кто ведёт', { exact: true }).selectOption({ label: 'Игорь Смирнов' })
  await page.keyboard.press('Escape')
  await expect(page.getByText('Под фильтры ничего не подходит.')).toBeVisible()
  await page.getByRole('button', { name: 'Сбросить фильтры' }).click()
  await expect(names).toHaveCount(server.rows.size)
})

test('filters are reset by keyboard, and Esc still closes them alone', async ({ page, server }) => {
  await page.goto('/inbox?tab=all&chat=11&sort=waiting')
  await page.getByRole('button', { name: /^Фильтры и порядок/u }).press('Enter')
  const reset = page.getByRole('button', { name: 'Сбросить фильтры' })
  await reset.press('Enter')
  await expect(page).not.toHaveURL(/sort=/u)
  await expect(reset).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(reset).toBeHidden()
  await expect(page.getByRole('button', { name: 'Фильтры и порядок' })).toBeFocused()
  await expect(list(page).getByRole('link')).toHaveCount(server.rows.size)
  await expect(page.getByRole('log')).toBeVisible()
})
