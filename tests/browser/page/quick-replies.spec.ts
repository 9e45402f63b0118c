import { composer } from '../support/locators'
import { expect, test } from './fixture'

const MINE = '/inbox?tab=mine&chat=11'

test('a keyword and Tab become the text; Ctrl+Z brings the keyword back', async ({
  page,
  server,
}) => {
  await page.goto(MINE)
  await composer(page).pressSequentially('Добрый день. Привет')
  await expect(page.getByText('Tab — вставить «Приветствие»')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(composer(page)).toHaveValue(/^Добрый день\. Здравствуйте, [А-Я]/u)
  await expect(composer(page)).toBeFocused()
  await expect.poll(() => server.quickReplies[1]?.uses).toBe(65)
  await page.keyboard.press('Control+Z')
  await expect(composer(page)).toHaveValue('Добрый день. Привет')
})

test('two replies with one keyword leave the choice to the operator', async ({ page, server }) => {
  expect(server.quickReplies.filter(({ keyword }) => keyword === 'доставка')).toHaveLength(2)
  await page.goto(MINE)
  await composer(page).pressSequentially('доставка')
  await page.keyboard.press('Tab')
  const bank = page.getByRole('dialog', { name: 'Быстрые ответы' })
  await expect(bank.getByText(/То же ключевое слово/u)).toHaveCount(2)
  await expect(bank.getByText('Моя подпись')).toBeHidden()
  // By keyboard alone: down to the second one.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(bank).toBeHidden()
  await expect(composer(page)).toHaveValue(
    'По Москве привезём сегодня до 21:00, стоимость — 700 ₽.',
  )
  await expect(composer(page)).toBeFocused()
})

test('the bank is searched by title and text, also in the wrong layout', async ({
  page,
  server,
}) => {
  await page.goto(MINE)
  await page.getByRole('button', { name: 'Быстрые ответы' }).click()
  const bank = page.getByRole('dialog', { name: 'Быстрые ответы' })
  const rows = bank.getByRole('listitem')
  expect(server.quickReplies).toHaveLength(4)
  await expect(rows).toHaveCount(4)
  for (const [text, count] of [
    ['сдэк', 1],
    ['gjlgbcm', 1],
    ['ДОСТАВКА', 2],
    ['нет такого', 0],
  ] as const) {
    await bank.getByRole('searchbox').fill(text)
    await expect(rows).toHaveCount(count)
  }
  await expect(bank.getByText('Ничего не нашлось')).toBeVisible()
})

test('replies are added from what was typed, changed and removed', async ({ page, server }) => {
  await page.goto(MINE)
  await composer(page).fill('Отправим завтра до обеда.')
  await page.getByRole('button', { name: 'Быстрые ответы' }).click()
  await page.getByRole('button', { name: 'Сохранить набранный текст' }).click()
  await page.getByLabel('Название').fill('Отправка')
  await page.getByLabel('Ключевое слово').fill('доставка')
  await expect(page.getByText(/То же ключевое слово: «Доставка по России»/u)).toBeVisible()
  await page.getByLabel('Ключевое слово').fill('завтра')
  await expect(page.getByText(/То же ключевое слово/u)).toBeHidden()
  await page.getByRole('button', { name: 'Сохранить' }).click()
  await expect(page.getByRole('button', { name: 'Изменить «Отправка»' })).toBeVisible()
  expect(server.quickReplies.at(-1)).toMatchObject({
    keyword: 'завтра',
    text: 'Отправим завтра до обеда.',
    scope: { kind: 'team' },
  })

  await page.getByRole('button', { name: 'Изменить «Отправка»' }).click()
  await page.getByLabel('Кому доступен').selectOption('account')
  await page.getByRole('button', { name: '{имя}' }).click()
  await expect(page.getByLabel('Текст', { exact: true })).toHaveValue(/\{имя\}/u)
  await page.getByRole('button', { name: 'Сохранить' }).click()
  await expect(page.getByText('Для аккаунта').first()).toBeVisible()

  await page.getByRole('button', { name: 'Изменить «Отправка»' }).click()
  await page.getByRole('button', { name: 'Удалить', exact: true }).click()
  await page.getByRole('button', { name: 'Удалить «Отправка»' }).click()
  await expect(page.getByRole('button', { name: 'Изменить «Доставка по России»' })).toBeVisible()
  await expect(page.getByText('Отправка', { exact: true })).toBeHidden()
})

test('an own password is changed from the menu', async ({ page, server }) => {
  await page.goto('/inbox')
  await page.getByRole('button', { name: /^Меню:/u }).click()
  await page.getByRole('menuitem', { name: 'Сменить пароль' }).click()
  await page.getByLabel('Прежний пароль').fill('не тот')
  await page.getByLabel('Новый пароль', { exact: true }).fill('новый пароль 2')
  await page.getByLabel('Новый пароль ещё раз').fill('новый пароль 2')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Прежний пароль указан неверно')).toBeVisible()
  await page.getByLabel('Прежний пароль').fill('secret')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Пароль изменён')).toBeVisible()
  expect(server.writes.at(-1)?.body).toEqual({ current: 'secret', new: 'новый пароль 2' })
})
