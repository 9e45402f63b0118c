/** What the bot proposes and why it answered, by keyboard alone. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { holdsFocus, press, reach } from '../../support/keys'
import { composer, list, log } from '../../support/locators'
import { expect, test } from '../product'
import { type Chat, Sandbox } from '../sandbox'

const ANSWER = { timeout: 20_000 }

test('a draft is asked for and dropped, asked for again, edited and sent', async ({
  operator,
  product,
  request,
}) => {
  const sandbox = new Sandbox(request, product.buyerUrl)
  const chat = await writes(sandbox, 'Позовите человека, пожалуйста')
  await open(operator, chat, 'Очередь')
  await press(operator.getByRole('button', { name: 'Передать оператору' }))
  await expect(operator.getByText(/^Ведёт диалог: .*\(вы\)$/u)).toBeVisible()
  await sandbox.says(chat, 'Доставка по РФ есть? Сколько стоит?')
  await expect(log(operator).getByText('Доставка по РФ есть?')).toBeVisible(ANSWER)

  const panel = operator.getByRole('region', { name: 'Бот предлагает ответ' })
  const ask = async () => {
    await operator.keyboard.press('Alt+KeyL')
    await press(operator.getByRole('button', { name: 'Попросить бота ответить' }), 'Shift+Tab')
    await expect(panel.getByText('СДЭК').first()).toBeVisible(ANSWER)
  }
  await ask()
  await press(panel.getByText('Источники'), 'Shift+Tab')
  await expect(panel.getByRole('listitem').first()).toContainText('Доставка')
  await press(panel.getByRole('button', { name: 'Не нужно' }))
  await expect(panel).toBeHidden()
  await expect(composer(operator)).toBeFocused()

  await ask()
  await press(panel.getByRole('button', { name: 'Взять в ответ' }), 'Shift+Tab')
  await expect(composer(operator)).toBeFocused()
  await expect(composer(operator)).toHaveValue(/СДЭК/u)
  await operator.keyboard.press('Control+End')
  await operator.keyboard.type(' Оформляем?')
  await operator.keyboard.press('Enter')
  const told = async () => (await sandbox.messages(chat)).map(({ text }) => text ?? '')
  await expect.poll(told, ANSWER).toContainEqual(expect.stringMatching(/СДЭК.*Оформляем\?$/su))
})

test('why the bot answered so, and the conversation as a recorded dialog', async ({
  operator,
  product,
  request,
}) => {
  const chat = await writes(new Sandbox(request, product.buyerUrl), 'Какая гарантия?')
  await open(operator, chat, 'Бот')
  const why = log(operator).getByRole('button', { name: 'Почему бот так ответил' })
  await expect(why).toBeVisible(ANSWER)
  await operator.keyboard.press('Alt+KeyL')
  await press(why, 'Shift+Tab')
  const reasons = operator.getByRole('dialog', { name: 'Почему бот так ответил' })
  await holdsFocus(reasons)
  await expect(reasons.getByText(/уверенность \d+\s%/u).first()).toBeVisible()
  await press(reasons.getByText('Показать отрывок').first())
  await expect(reasons.getByRole('listitem').filter({ hasText: 'арант' }).first()).toBeVisible()
  await reach(reasons.getByRole('button', { name: 'Скачать запись' }))
  const downloading = operator.waitForEvent('download')
  await operator.keyboard.press('Enter')
  const dialog = readFileSync(await (await downloading).path(), 'utf8')
  expect(dialog).toContain('Какая гарантия?')
  await operator.keyboard.press('Escape')
  await expect(why).toBeFocused()
})

let buyers = 0

/** Each time somebody else. */
async function writes(sandbox: Sandbox, text: string): Promise<Chat> {
  buyers += 1
  const chat = await sandbox.chat(`Клавиша ${buyers}`)
  await sandbox.says(chat, text)
  return chat
}

/** From the search to the tabs, the list and the row. */
async function open(page: Page, chat: Chat, tab: 'Бот' | 'Очередь'): Promise<void> {
  const row = list(page)
    .getByRole('link')
    .filter({ has: page.getByText(chat.buyer, { exact: true }) })
  await page.keyboard.press('Control+KeyK')
  await press(page.getByRole('button', { name: new RegExp(`^${tab}`, 'u') }))
  await expect(row).toBeVisible(ANSWER)
  await reach(list(page).getByRole('link'))
  await press(row, 'ArrowDown')
  await expect(page.getByRole('heading', { name: chat.buyer })).toBeVisible()
}
