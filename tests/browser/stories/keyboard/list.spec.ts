/** The list and the search by keyboard alone. */
import { expect, test } from '@playwright/test'
import { choose, holdsFocus, press, reach } from '../../support/keys'
import { composer, list, log } from '../../support/locators'
import { type Account, Company, type Operator } from '../company'
import type { Chat } from '../sandbox'

const SOON = { timeout: 20_000 }

let company: Company
let anna: Operator
let ours: Chat
let waiting: Chat
let urgent: Chat

/** Two buyers of the first shop, one of them asks for a person; one of the second, who does too. */
test.beforeAll(async ({ browser }) => {
  company = await Company.open(['Климатика', 'Мебель'])
  anna = await company.operator(browser, 'Анна', null)
  const [first, second] = company.accounts as [Account, Account]
  ours = await writes('Мария', first, 'Подойдёт ли обогреватель для мансарды?')
  urgent = await writes('Борис', second, 'Позовите человека')
  await expect(rows().filter({ hasText: urgent.buyer })).toContainText('менеджеру', SOON)
  waiting = await writes('Пётр', first, 'Позовите человека')
  await expect(rows().filter({ hasText: waiting.buyer })).toContainText('менеджеру', SOON)
  await expect(rows()).toHaveCount(3)
})

test.afterAll(async () => {
  await company.close()
  expect(anna.complaints).toEqual([])
})

test('tabs, accounts, status and order', async () => {
  const { page } = anna
  const tabs = page.getByRole('navigation', { name: 'Чьи диалоги' })
  await press(tabs.getByRole('button', { name: /^Очередь/u }))
  await shows(waiting, urgent)

  await press(page.getByRole('button', { name: 'Аккаунты (2)' }), 'Shift+Tab')
  const accounts = page.getByRole('dialog', { name: /^Аккаунты/u })
  await holdsFocus(accounts)
  await reach(accounts.getByRole('checkbox', { name: 'Мебель' }))
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Аккаунты (1)' })).toBeFocused()
  await shows(waiting)
  await choose(tabs.getByRole('button', { name: 'Ещё' }), 'Все')
  await shows(waiting, ours)
  await press(page.getByRole('button', { name: 'Аккаунты (1)' }), 'Shift+Tab')
  await holdsFocus(accounts)
  await reach(accounts.getByRole('checkbox', { name: 'Мебель' }))
  await page.keyboard.press('Space')
  await page.keyboard.press('Escape')
  await shows(waiting, urgent, ours)

  const filters = page.getByRole('dialog', { name: /^Фильтры и порядок/u })
  await press(page.getByRole('button', { name: 'Фильтры и порядок' }))
  await holdsFocus(filters)
  await reach(filters.getByLabel('Статус'))
  await page.keyboard.press('ArrowDown')
  await reach(filters.getByLabel('Порядок'))
  await page.keyboard.press('ArrowDown')
  await shows(urgent, waiting)
  await expect(page).toHaveURL(/status=waiting.*sort=waiting/u)
  await press(filters.getByRole('button', { name: 'Сбросить фильтры' }))
  await page.keyboard.press('Escape')
  await expect(filters).toBeHidden()
  await shows(waiting, urgent, ours)
})

test('a chat is opened from the list, left, and the next one is opened', async () => {
  const { page } = anna
  await reach(rows().first())
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: urgent.buyer })).toBeVisible()
  await page.keyboard.press('Alt+KeyL')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByText('Выберите диалог')).toBeVisible()
  await expect(rows().nth(1)).toBeFocused()
  await page.keyboard.press('Alt+KeyJ')
  await expect(page.getByRole('heading', { name: waiting.buyer })).toBeVisible()
})

test('the search: words, who leads, the period, a hit', async () => {
  const { page } = anna
  await page.keyboard.press('Control+KeyK')
  await page.keyboard.type('мансарда')
  const hit = page.getByRole('list', { name: 'Найденные чаты' }).getByRole('link')
  // The index follows the messages within a moment.
  await expect(hit).toContainText(ours.buyer, SOON)

  const who = page.getByRole('group', { name: 'Кто ведёт диалог' })
  await reach(who.getByRole('radio', { name: 'Все' }))
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(who.getByRole('radio', { name: 'Оператор' })).toBeChecked()
  await expect(page.getByText('Ничего не нашлось.')).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await expect(hit).toHaveCount(1)

  await reach(page.getByLabel('по', { exact: true }))
  await page.keyboard.type('01012020')
  await expect(page.getByText('Ничего не нашлось.')).toBeVisible()
  await page.keyboard.type('01012100')
  await press(hit)
  await expect(page.getByRole('heading', { name: ours.buyer })).toBeVisible()
  await expect(log(page).getByText('для мансарды?').first()).toBeInViewport()

  await press(page.getByRole('button', { name: 'Очистить поиск' }), 'Shift+Tab')
  await expect(page.getByRole('searchbox', { name: 'Поиск или новый чат' })).toBeFocused()
  await expect(rows()).toHaveCount(3)
})

const rows = () => list(anna.page).getByRole('link')

/** Exactly these, in this order. */
const shows = (...chats: Chat[]) =>
  expect(rows()).toContainText(
    chats.map(({ buyer }) => buyer),
    SOON,
  )

/** A buyer has written about something of the account's, and the bot has answered. */
async function writes(buyer: string, account: Account, text: string): Promise<Chat> {
  const chat = await company.chat(buyer, account)
  await company.sandbox.says(chat, text)
  await expect(rows().filter({ hasText: buyer })).toContainText('Бот:', SOON)
  return chat
}
