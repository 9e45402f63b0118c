/** An operator of one shop neither sees nor hears of the other's conversations, whatever the page is asked. */
import { expect, type Page, test } from '@playwright/test'
import { composer, list, log } from '../support/locators'
import { countRings, rung } from '../support/rings'
import { type Account, Company, type Operator } from './company'
import type { Chat } from './sandbox'

const SOON = { timeout: 20_000 }
/** What the foreign buyer is called, says and is answered. */
const FOREIGN = /Зоя|гардероб|Мебель/iu

let company: Company
let admin: Operator
let vera: Operator
let ours: Chat
let theirs: Chat
let foreign: { conversation: { id: number; account_id: number }; message: number }

test.beforeAll(async ({ browser }) => {
  company = await Company.open(['Климатика', 'Мебель'])
  const [first, second] = company.accounts as [Account, Account]
  admin = await company.operator(browser, 'Борис', null)
  vera = await company.operator(browser, 'Вера', [first])
  ours = await company.chat('Мария', first)
  theirs = await company.chat('Зоя', second)
  for (const chat of [theirs, ours]) {
    await company.sandbox.says(chat, chat === ours ? 'Нужен обогреватель' : 'Нужен гардероб')
    await company.sandbox.says(chat, 'Позовите человека')
    await expect(row(admin.page, chat)).toContainText('Очередь', SOON)
  }
  const { conversations, messages } = await company.read<Changes>('changes?after=0')
  const conversation = conversations.find(({ contact }) => contact.name === theirs.buyer)
  if (conversation === undefined) throw new Error('the foreign conversation')
  const of = messages.find((message) => message.conversation_id === conversation.conversation.id)
  foreign = { conversation: conversation.conversation, message: of?.id ?? 0 }
})

test.afterAll(async () => {
  await company.close()
  expect([...admin.complaints, ...vera.complaints]).toEqual([])
})

test('the list, its counts and its filters hold one’s own alone', async () => {
  const { page } = vera
  await expect(row(page, ours)).toBeVisible(SOON)
  await expect(list(page).getByRole('link')).toHaveCount(1)
  const tabs = page.getByRole('navigation', { name: 'Чьи диалоги' })
  await expect(tabs.getByRole('button', { name: 'Очередь 1 диалог' })).toBeVisible()
  await expect(tabs.getByRole('button', { name: 'Бот', exact: true })).toBeVisible()
  await expect(page).toHaveTitle(/^\(1\) /u)
  // With one account there is nothing to choose from.
  await expect(page.getByRole('button', { name: /^Аккаунты/u })).toHaveCount(0)
  await page.goto(`${company.url}/inbox?tab=all&accounts=${foreign.conversation.account_id}`)
  await expect(page.getByText('Диалогов ещё нет.')).toBeVisible()
  await saysNothing(page)
  await page.goto(`${company.url}/accounts`)
  await expect(page.getByRole('heading', { name: 'Климатика' })).toBeVisible()
  await saysNothing(page)
})

test('the search finds nothing foreign, by name, words or listing', async () => {
  const { page } = vera
  await page.goto(`${company.url}/inbox?tab=all`)
  await expect(row(page, ours)).toBeVisible(SOON)
  // There is something to be found, by those who may.
  const found = async () => (await company.read<{ total: number }>('search?q=гардероб')).total
  await expect.poll(found, SOON).toBe(1)
  const field = page.getByRole('searchbox')
  // What one's own buyer said is found: the index is up to date.
  await field.fill('обогреватель')
  await expect(page.getByText('Найден 1 чат')).toBeVisible(SOON)
  for (const words of [theirs.buyer, 'гардероб', 'Товар: Мебель']) {
    await field.fill(words)
    await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(words.split(' ')[0]!)}`, 'u'))
    await expect(page.getByText('Ничего не нашлось.')).toBeVisible()
    await field.fill('')
    await expect(row(page, ours)).toBeVisible()
    await saysNothing(page)
  }
})

test('the address of a foreign conversation tells no more than one of none', async () => {
  const { page } = vera
  const told: string[] = []
  const { id } = foreign.conversation
  for (const place of [`${id}`, `${id}&message=${foreign.message}`, `${id + 1}`]) {
    await page.goto(`${company.url}/inbox?tab=all&chat=${place}`)
    await expect(page.getByText('Такого диалога нет или он вам недоступен.')).toBeVisible()
    await expect(log(page)).toHaveCount(0)
    await expect(composer(page)).toHaveCount(0)
    await saysNothing(page)
    told.push(await page.getByRole('main').innerText())
  }
  expect(new Set(told).size).toBe(1)
})

test('nothing rings, is counted or notified when a foreign buyer writes', async () => {
  const { page } = vera
  await countRings(page)
  await countNotices(page)
  await page.goto(`${company.url}/inbox?tab=queue`)
  await expect(page.getByText('на связи')).toBeVisible()
  await company.sandbox.says(theirs, 'Где мой гардероб?')
  await expect(row(admin.page, theirs)).toContainText('Где мой гардероб?', SOON)
  // What comes after it is heard.
  await company.sandbox.says(ours, 'А тёплый?')
  await expect(row(page, ours)).toContainText('А тёплый?', SOON)
  await expect.poll(() => rung(page)).toEqual([0.7])
  await expect.poll(() => noticed(page)).toEqual([ours.buyer])
  await expect(page).toHaveTitle(/^\(1\) /u)
  await expect(list(page).getByRole('link')).toHaveCount(1)
  await saysNothing(page)
})

test('who can be given one’s chat and who has its links is told of one’s own alone', async () => {
  const { page } = vera
  const csrf = (await (await admin.api.get(`${company.url}/api/v1/me`)).json()).csrf
  const shared = await admin.api.post(
    `${company.url}/api/v1/conversations/${foreign.conversation.id}/shares`,
    { headers: { 'x-csrf-token': csrf }, data: { expires_in_hours: 24 } },
  )
  expect(shared.ok()).toBe(true)
  await page.goto(`${company.url}/inbox?tab=queue`)
  await row(page, ours).click()
  await page.getByRole('button', { name: 'Ещё действия' }).click()
  await saysNothing(page)
  await page.getByRole('menuitem', { name: 'Поделиться ссылкой…' }).click()
  await expect(page.getByRole('dialog').getByText('Ссылок пока нет.')).toBeVisible()
  await saysNothing(page)
  await page.keyboard.press('Escape')
})

test('a right that is taken away or given takes effect on the open page', async () => {
  const { page } = vera
  const [first, second] = company.accounts as [Account, Account]
  await page.goto(`${company.url}/inbox?tab=all`)
  await expect(row(page, ours)).toBeVisible(SOON)
  await company.grant(vera.name, [first, second])
  await expect(row(page, theirs)).toBeVisible(SOON)
  await row(page, theirs).click()
  await expect(log(page).getByText('Где мой гардероб?')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Аккаунты (2)' })).toBeVisible()

  await company.grant(vera.name, [first])
  await expect(page.getByText('Такого диалога нет или он вам недоступен.')).toBeVisible(SOON)
  await expect(list(page).getByRole('link')).toHaveCount(1)
  await expect(page.getByRole('button', { name: /^Аккаунты/u })).toHaveCount(0)
  await expect(page).toHaveTitle(/^\(1\) /u)
  await saysNothing(page)
})

interface Changes {
  conversations: {
    conversation: { id: number; account_id: number }
    contact: { name: string | null }
  }[]
  messages: { id: number; conversation_id: number }[]
}

const row = (page: Page, { buyer }: Chat) => list(page).getByRole('link').filter({ hasText: buyer })

/** Neither in sight nor for a screen reader nor in a field or the title. */
async function saysNothing(page: Page): Promise<void> {
  expect(await page.content()).not.toMatch(FOREIGN)
  expect(await page.title()).not.toMatch(FOREIGN)
}

/** The page is not looked at, and its notifications are noted instead of shown; before the page is opened. */
async function countNotices(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noticed: string[] = []
    localStorage.setItem('sufler.attention', '{"sound":"all","notices":true}')
    document.hasFocus = () => false
    class Notice {
      static readonly permission = 'granted'
      constructor(title: string) {
        noticed.push(title)
      }
    }
    Object.assign(window, { noticed, Notification: Notice })
  })
}

const noticed = (page: Page) =>
  page.evaluate(() => (window as unknown as { noticed: string[] }).noticed)
