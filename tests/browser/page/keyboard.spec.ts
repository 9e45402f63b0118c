import { composer, list, log } from '../support/locators'
import { expect, test } from './fixture'

test('the list is walked by keys, whatever the layout', async ({ page, server }) => {
  expect(server.user).not.toBeNull()
  await page.goto('/inbox')
  await expect(list(page)).toBeVisible()
  // On a Russian layout the key J types «о»; its place on the keyboard is the same.
  const press = (code: string, key: string, options: object = {}) =>
    page.evaluate(
      ({ code, key, options }) =>
        (document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true, ...options }),
        ),
      { code, key, options },
    )
  await press('KeyJ', 'о', { altKey: true })
  await expect(page.getByRole('heading', { name: 'Мария' })).toBeVisible()
  await press('KeyJ', 'j', { altKey: true })
  await expect(page.getByRole('heading', { name: 'Дмитрий Ковалёв' })).toBeVisible()
  await press('KeyK', 'л', { altKey: true })
  await expect(page.getByRole('heading', { name: 'Мария' })).toBeVisible()
  await press('KeyL', 'д', { altKey: true })
  await expect(composer(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByText('Выберите диалог')).toBeVisible()
  await press('Slash', '.', { ctrlKey: true })
  await expect(page.getByRole('dialog', { name: 'Горячие клавиши' })).toBeVisible()
})

test('a conversation is taken, answered and given back without a mouse', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?tab=queue')
  await list(page).getByRole('link').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Наталья' })).toBeVisible()
  const take = page.getByRole('button', { name: 'Передать оператору' })
  await take.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Оператор Анна Петрова (вы)')).toBeVisible()
  await page.keyboard.press('Alt+KeyL')
  await page.keyboard.type('Здравствуйте')
  await page.keyboard.press('Enter')
  await expect(log(page).getByText('Здравствуйте')).toBeVisible()
  await page.getByRole('button', { name: 'Передать боту' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Передать оператору' })).toBeVisible()
  expect(
    server.writes.map(({ path }) => path.split('/').at(-1)).filter((action) => action !== 'read'),
  ).toEqual(['take_over', 'messages', 'hand_back'])
})

test('the list is one stop of Tab, and Esc leads back to the row that was open', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?tab=all')
  const rows = list(page).getByRole('link')
  await expect(rows).toHaveCount(server.rows.size)
  await rows.first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(composer(page)).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: /^Передать/u })).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await expect(rows.nth(1)).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await expect(list(page).locator(':focus')).toHaveCount(0)

  await page.keyboard.press('Alt+KeyL')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Выберите диалог')).toBeVisible()
  await expect(rows.nth(1)).toBeFocused()
})

test('whoever clears the search may type the next one', async ({ page, server }) => {
  expect(server.user).not.toBeNull()
  await page.goto('/inbox?q=цена')
  const clear = page.getByRole('button', { name: 'Очистить поиск' })
  await clear.focus()
  await page.keyboard.press('Enter')
  await expect(clear).toBeHidden()
  await expect(page.getByRole('searchbox', { name: 'Поиск или новый чат' })).toBeFocused()
})
