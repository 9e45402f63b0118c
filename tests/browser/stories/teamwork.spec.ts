/** Colleagues at one desk: notes, chats put off, answers that cross, texts begun elsewhere. By keyboard throughout. */
import { expect, type Page, test } from '@playwright/test'
import { composer, list, log } from '../support/locators'
import { Company, type Operator } from './company'
import type { Chat } from './sandbox'

const SOON = { timeout: 20_000 }

let company: Company
let anna: Operator
let boris: Operator

test.beforeAll(async ({ browser }) => {
  company = await Company.open(['Климатика'])
  anna = await company.operator(browser, 'Анна', null)
  boris = await company.operator(browser, 'Борис', null)
})

test.afterAll(async () => {
  await company.close()
  expect([...anna.complaints, ...boris.complaints]).toEqual([])
})

test('a note is seen by colleagues at once and never by the buyer', async () => {
  const chat = await arrives('Покупатель с заметкой')
  await open(anna.page, chat)
  await open(boris.page, chat)
  await anna.page.keyboard.press('Alt+KeyP')
  const note = anna.page.getByRole('textbox', { name: 'Заметка для коллег' })
  await expect(note).toBeFocused()
  await anna.page.keyboard.type('Уступить можно <b>пять</b> процентов')
  await anna.page.keyboard.press('Enter')
  const seen = log(boris.page).getByRole('article').filter({ hasText: 'Заметка: Анна' })
  await expect(seen).toContainText('Уступить можно <b>пять</b> процентов', SOON)
  await expect(seen.getByRole('button', { name: 'Изменить' })).toHaveCount(0)

  // Back at the answer: what is sent to the buyer is the answer alone.
  await anna.page.keyboard.press('Escape')
  await answers(anna.page, 'Здравствуйте, слушаю вас')
  await company.settles()
  const texts = (await company.sandbox.messages(chat)).map(({ text }) => text ?? '')
  expect(texts.at(-1)).toBe('Здравствуйте, слушаю вас')
  expect(texts.filter((text) => text.includes('Уступить'))).toEqual([])
})

test('a chat that is put off comes back by itself when the buyer writes', async () => {
  const chat = await arrives('Покупатель на потом')
  await open(anna.page, chat)
  await answers(anna.page, 'Вернусь к вам завтра')
  await anna.page.getByRole('button', { name: /^Мои/u }).press('Enter')
  await expect(row(anna.page, chat)).toBeVisible(SOON)
  await anna.page.keyboard.press('Alt+KeyM')
  await expect(
    anna.page.getByRole('dialog', { name: 'Отложить' }).getByRole('button', { name: /^На 1 час/u }),
  ).toBeFocused()
  await anna.page.keyboard.press('Enter')
  await expect(row(anna.page, chat)).toBeHidden(SOON)
  await company.sandbox.says(chat, 'А можно сегодня?')
  await expect(row(anna.page, chat)).toContainText('А можно сегодня?', SOON)
  await anna.page.getByRole('button', { name: 'Ещё' }).first().press('Enter')
  await anna.page.getByRole('menuitem', { name: 'Все' }).press('Enter')
})

test('of two who answer at once the second sees the first and keeps the text', async () => {
  const chat = await arrives('Покупатель двоих')
  await open(anna.page, chat)
  await open(boris.page, chat)
  await boris.page.keyboard.press('Alt+KeyL')
  await boris.page.keyboard.type('Отправим завтра')
  await answers(anna.page, 'Отправим сегодня')
  await expect(log(boris.page).getByText('Отправим сегодня')).toBeVisible(SOON)
  await boris.page.keyboard.press('Enter')
  const crossed = boris.page.getByRole('alert', { name: 'Пока вы писали, клиенту уже ответили' })
  await expect(crossed).toContainText('Отправим сегодня')
  await expect(composer(boris.page)).toHaveValue('Отправим завтра')
  await company.settles()
  const texts = (await company.sandbox.messages(chat)).map(({ text }) => text)
  expect(texts).toContain('Отправим сегодня')
  expect(texts).not.toContain('Отправим завтра')
})

test('a text begun at the desk is there on the phone', async ({ browser }) => {
  const chat = await arrives('Покупатель с черновиком')
  await open(anna.page, chat)
  await anna.page.keyboard.press('Alt+KeyL')
  await anna.page.keyboard.type('Начала писать')
  const phone = await company.device(browser, 'Анна')
  await expect(row(phone.page, chat)).toContainText('Черновик: Начала писать', SOON)
  await open(phone.page, chat)
  await expect(composer(phone.page)).toHaveValue('Начала писать')
  expect(phone.complaints).toEqual([])
  await phone.page.context().close()
})

/** A buyer has written and the bot has answered. */
async function arrives(name: string): Promise<Chat> {
  const [account] = company.accounts
  if (account === undefined) throw new Error('an account')
  const chat = await company.chat(name, account)
  await company.sandbox.says(chat, 'Здравствуйте')
  await expect(row(anna.page, chat)).toContainText('Вы написали', SOON)
  await expect(row(boris.page, chat)).toContainText('Вы написали', SOON)
  return chat
}

const row = (page: Page, { buyer }: Chat) => list(page).getByRole('link').filter({ hasText: buyer })

async function open(page: Page, chat: Chat): Promise<void> {
  await row(page, chat).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: chat.buyer })).toBeVisible()
}

/** Takes the chat over with the first answer. */
async function answers(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Alt+KeyL')
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await expect(log(page).getByText(text)).toBeVisible(SOON)
}
