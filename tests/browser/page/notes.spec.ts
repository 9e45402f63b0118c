import * as data from '../mock/data'
import { composer } from '../support/locators'
import { expect, test } from './fixture'

const MINE = '/inbox?tab=mine&chat=11'

test('a note stands in the history, is edited, deleted and brought back by its author', async ({
  page,
  server,
}) => {
  await page.goto(MINE)
  const log = page.getByRole('log')
  const theirs = log.getByRole('article').filter({ hasText: 'Заметка: Игорь Смирнов' })
  await expect(theirs).toContainText('Постоянный клиент')
  await expect(theirs.getByRole('button', { name: 'Изменить' })).toHaveCount(0)

  await composer(page).fill('Ответ клиенту')
  await page.keyboard.press('Alt+KeyP')
  const field = page.getByRole('textbox', { name: 'Заметка для коллег' })
  await expect(field).toBeFocused()
  await expect(page.getByText('клиент её не увидит')).toBeVisible()
  await field.fill('Обещал перезвонить')
  await field.press('Enter')
  const mine = log.getByRole('article').filter({ hasText: 'Заметка: Анна Петрова' })
  await expect(mine).toContainText('Обещал перезвонить')
  await expect(field).toHaveValue('')
  expect(server.writes.filter(({ path }) => path.endsWith('/messages'))).toEqual([])

  await mine.getByRole('button', { name: 'Изменить' }).click()
  await mine.getByRole('textbox').fill('Перезвонить в пять')
  await mine.getByRole('button', { name: 'Сохранить' }).click()
  await expect(mine).toContainText('Перезвонить в пять')
  await expect(mine).toContainText('изменена')
  await mine.getByRole('button', { name: 'Удалить' }).click()
  await expect(mine).toBeHidden()
  await page.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await expect(mine).toContainText('Перезвонить в пять')

  await field.press('Escape')
  await expect(composer(page)).toHaveValue('Ответ клиенту')
})

test('a colleague’s note comes live, and a hostile one is shown harmlessly', async ({
  page,
  server,
}) => {
  await page.goto(MINE)
  await expect(page.getByRole('log').getByText('Постоянный клиент')).toBeVisible()
  const text = '<img src=x onerror=alert(1)>'
  server.change({ notes: [data.note(950, 11, { text, at: data.NOW })] })
  await expect(page.getByRole('log').getByText(text)).toBeVisible()
})

test('a viewer sees neither notes, nor why, nor a field', async ({ page, server }) => {
  server.user = { ...data.me, role: 'viewer' }
  await page.goto(MINE)
  const log = page.getByRole('log')
  await expect(log.getByText('Передаю вопрос менеджеру.')).toBeVisible()
  await expect(log.getByText('Постоянный клиент')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Почему бот так ответил' })).toHaveCount(0)
  await expect(page.getByRole('textbox', { name: /Ответ|Заметка/u })).toHaveCount(0)
})
