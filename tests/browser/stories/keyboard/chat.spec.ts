/** An open chat by keyboard alone: history, sending, who leads, quick replies, sharing. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { choose, holdsFocus, press, reach, write } from '../../support/keys'
import { composer, list, log } from '../../support/locators'
import { picture } from '../../support/picture'
import { type Account, Company, type Operator } from '../company'
import type { Chat } from '../sandbox'

const SOON = { timeout: 20_000 }

let company: Company
let anna: Operator
let boris: Operator

test.beforeAll(async ({ browser }) => {
  company = await Company.open(['Климатика'])
  anna = await company.operator(browser, 'Анна', null)
  boris = await company.operator(browser, 'Борис', null)
  await anna.page.setViewportSize({ width: 1440, height: 800 })
  await anna.page
    .context()
    .grantPermissions(['clipboard-read', 'clipboard-write'], { origin: company.url })
})

test.afterAll(async () => {
  await company.close()
  expect([...anna.complaints, ...boris.complaints]).toEqual([])
})

test('history is read back, and one key leads to the latest', async () => {
  const { page } = anna
  const chat = await arrives('Читатель')
  for (let n = 1; n <= 20; n += 1) await company.sandbox.says(chat, `Вопрос ${n}`)
  await open(chat)
  await expect(log(page).getByText('Вопрос 20').last()).toBeInViewport(SOON)
  await page.keyboard.press('Alt+KeyL')
  await reach(log(page), 'Shift+Tab')
  await expect(async () => {
    await page.keyboard.press('Home')
    await expect(log(page).getByText('Начало диалога')).toBeInViewport({ timeout: 1_000 })
  }).toPass(SOON)
  await page.keyboard.press('Alt+KeyL')
  await press(page.getByRole('button', { name: 'К последним' }), 'Shift+Tab')
  await expect(log(page).getByText('Вопрос 20').last()).toBeInViewport()
  await expect(log(page)).toBeFocused()
})

test('a text that did not leave tells why, and is sent again', async () => {
  const { page } = anna
  const chat = await arrives('Покупатель с отказом')
  await open(chat)
  await company.sandbox.refuses(chat, 'Слово под запретом')
  await page.keyboard.press('Alt+KeyL')
  await page.keyboard.type('Привезём завтра')
  await page.keyboard.press('Enter')
  const reply = log(page).getByRole('article').filter({ hasText: 'Привезём завтра' })
  await expect(reply).toContainText('Не отправлено', SOON)
  await expect(reply).toContainText('Слово под запретом')
  await expect(reply.getByRole('button', { name: 'Удалить из очереди' })).toBeVisible()
  expect(await told(chat)).not.toContain('Привезём завтра')
  await press(reply.getByRole('button', { name: 'Повторить' }), 'Shift+Tab')
  await expect(reply).not.toContainText('Не отправлено', SOON)
  await company.settles()
  expect((await told(chat)).filter((text) => text === 'Привезём завтра')).toHaveLength(1)
})

test('a picture is chosen, looked at and sent', async () => {
  const { page } = anna
  const chat = await arrives('Покупатель с картинкой')
  await open(chat)
  await page.keyboard.press('Alt+KeyL')
  const choosing = page.waitForEvent('filechooser')
  await press(page.getByRole('button', { name: 'Прикрепить изображение' }), 'Shift+Tab')
  await (await choosing).setFiles(picture('схема.png'))
  const send = page.getByRole('button', { name: 'Отправить', exact: true })
  await expect(send.first()).toBeFocused()
  await page.keyboard.press('Enter')
  const kinds = async () => (await company.sandbox.messages(chat)).map(({ type }) => type)
  await expect.poll(kinds, SOON).toContain('image')
})

test('a chat is taken, given to a colleague, to the queue and to the bot; the bot is silenced', async () => {
  const { page } = anna
  const chat = await arrives('Покупатель у всех')
  await open(chat)
  const more = page.getByRole('button', { name: 'Ещё действия' })
  const leads = (who: string) => expect(page.getByText(`Ведёт диалог: ${who}`)).toBeVisible(SOON)
  await press(page.getByRole('button', { name: 'Передать оператору' }))
  await leads('Оператор Анна (вы)')
  await choose(more, 'Борис')
  await leads('Оператор Борис')
  await choose(more, 'Вернуть в очередь')
  await leads('Очередь')
  await press(page.getByRole('button', { name: 'Передать оператору' }), 'Shift+Tab')
  await leads('Оператор Анна (вы)')
  await press(page.getByRole('button', { name: 'Передать боту' }), 'Shift+Tab')
  await leads('Бот')

  await choose(more, 'В этом диалоге')
  await expect(page.getByText('Бот на паузе в этом диалоге')).toBeVisible()
  await company.sandbox.says(chat, 'Слышно меня?')
  await leads('Очередь')
  expect(await told(chat)).not.toContain('Вы написали: Слышно меня?')
  await choose(more, 'Снять паузу в этом диалоге')
  await expect(page.getByText('Бот на паузе в этом диалоге')).toBeHidden()
  await choose(more, 'Закрыть диалог')
  await expect(row(chat)).toContainText('Закрыт')
})

test('a quick reply is kept, put in by a word and Tab, changed and deleted', async () => {
  const { page } = anna
  const chat = await arrives('Ольга')
  await open(chat)
  await page.keyboard.press('Alt+KeyL')
  const bank = page.getByRole('dialog')
  const openBank = async () => {
    await press(page.getByRole('button', { name: 'Быстрые ответы' }), 'Shift+Tab')
    await holdsFocus(bank)
  }
  await openBank()
  await press(bank.getByRole('button', { name: 'Добавить' }))
  await expect(bank.getByLabel('Название')).toBeFocused()
  await page.keyboard.type('Самовывоз')
  await write(bank.getByLabel('Ключевое слово'), 'самовывоз')
  await write(bank.getByLabel('Текст', { exact: true }), 'можно забрать до восьми.')
  await page.keyboard.press('Home')
  await press(bank.getByRole('button', { name: '{имя}' }))
  await expect(bank.getByLabel('Текст', { exact: true })).toBeFocused()
  await press(bank.getByRole('button', { name: 'Сохранить' }))
  await expect(bank.getByRole('listitem')).toContainText('{имя}можно забрать до восьми.')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Быстрые ответы' })).toBeFocused()

  await page.keyboard.press('Alt+KeyL')
  await page.keyboard.type('самовывоз')
  await page.keyboard.press('Tab')
  await expect(composer(page)).toHaveValue('Ольгаможно забрать до восьми.')
  await openBank()
  await press(bank.getByRole('button', { name: 'Изменить «Самовывоз»' }))
  await expect(bank.getByLabel('Название')).toBeFocused()
  await write(bank.getByLabel('Текст', { exact: true }), 'Забрать можно до девяти.')
  await press(bank.getByRole('button', { name: 'Сохранить' }))
  await expect(bank.getByRole('listitem')).toContainText('до девяти')
  // From the field of the search down to the reply, and into the answer.
  await expect(bank.getByRole('searchbox')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(() => told(chat), SOON).toContainEqual(expect.stringContaining('до девяти.'))

  await openBank()
  await press(bank.getByRole('button', { name: 'Изменить «Самовывоз»' }))
  await press(bank.getByRole('button', { name: 'Удалить' }))
  await press(bank.getByRole('button', { name: 'Удалить «Самовывоз»' }))
  await expect(bank.getByText('Быстрых ответов ещё нет.')).toBeVisible()
  expect(await company.read('quick_replies')).toEqual([])
  await page.keyboard.press('Escape')
})

test('a link is made, copied and revoked; the conversation is saved as a file', async ({
  request,
}) => {
  const { page } = anna
  const chat = await arrives('Покупатель по ссылке')
  await open(chat)
  const more = page.getByRole('button', { name: 'Ещё действия' })
  const share = page.getByRole('dialog', { name: 'Ссылка на переписку' })
  await choose(more, 'Поделиться ссылкой…')
  await holdsFocus(share)
  await reach(share.getByLabel('Сколько действует'))
  await page.keyboard.press('ArrowDown')
  await press(share.getByRole('button', { name: 'Создать ссылку' }))
  await press(share.getByRole('button', { name: 'Скопировать' }))
  await expect(page.getByText('Ссылка скопирована', { exact: true })).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect((await request.get(link)).status()).toBe(200)
  await press(share.getByRole('button', { name: 'Отозвать' }))
  await expect(share.getByText('Отозвать сейчас?')).toBeVisible()
  await expect(share.getByRole('button', { name: 'Отозвать' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(share.getByRole('listitem').filter({ hasText: 'отозвана' })).toBeFocused()
  expect((await request.get(link)).status()).toBeGreaterThanOrEqual(400)
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()

  const save = page.getByRole('dialog', { name: 'Скачать переписку' })
  await choose(more, 'Скачать переписку…')
  await holdsFocus(save)
  await reach(save.getByLabel('Вид файла'))
  await page.keyboard.press('ArrowDown')
  await reach(save.getByRole('checkbox'))
  await page.keyboard.press('Space')
  const downloading = page.waitForEvent('download')
  await press(save.getByRole('button', { name: 'Скачать', exact: true }))
  const file = await downloading
  expect(file.suggestedFilename()).toMatch(/\.csv$/u)
  expect(readFileSync(await file.path(), 'utf8')).toContain('Здравствуйте')
  await expect(more).toBeFocused()
})

/** A buyer has written and the bot has answered. */
async function arrives(name: string): Promise<Chat> {
  const chat = await company.chat(name, company.accounts[0] as Account)
  await company.sandbox.says(chat, 'Здравствуйте')
  await expect(row(chat)).toContainText('Вы написали', SOON)
  return chat
}

const row = ({ buyer }: Chat) =>
  list(anna.page)
    .getByRole('link')
    .filter({ has: anna.page.getByText(buyer, { exact: true }) })

/** From the search over the tabs to the list, and up to the row: the newest is the first. */
async function open(chat: Chat): Promise<void> {
  const { page } = anna
  await page.keyboard.press('Control+KeyK')
  await reach(list(page).getByRole('link'))
  await press(row(chat), 'ArrowUp')
  await expect(page.getByRole('heading', { name: chat.buyer })).toBeVisible()
}

/** What stands in the chat on the channel. */
const told = async (chat: Chat) =>
  (await company.sandbox.messages(chat)).map(({ text }) => text ?? '')
