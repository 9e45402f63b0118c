import * as data from '../mock/data'
import { pasteFiles } from '../mock/paste'
import { composer, list } from '../support/locators'
import { expect, test } from './fixture'

const MINE = '/inbox?tab=mine&chat=11'

test('the second sender sees the colleague’s answer, keeps the text and decides', async ({
  page,
  server,
}) => {
  await page.goto(MINE)
  await expect(page.getByRole('log').getByText('Сейчас уточню')).toBeVisible()
  await composer(page).fill('Завтра отправим')
  const answer = data.message(990_000, 11, {
    author: { kind: 'operator', user_id: 8 },
    text: 'Отправим завтра, трек пришлю',
    delivery: 'sent',
    at: data.NOW,
  })
  server.sendAnswer = {
    status: 409,
    body: { code: 'conversation.answered', message: '', details: { messages: [answer] } },
  }
  await composer(page).press('Enter')
  const panel = page.getByRole('alert', { name: 'Пока вы писали, клиенту уже ответили' })
  await expect(panel).toContainText('Отправим завтра, трек пришлю')
  await expect(composer(page)).toHaveValue('Завтра отправим')

  server.sendAnswer = null
  await panel.getByRole('button', { name: 'Отправить всё равно' }).click()
  await expect(panel).toBeHidden()
  await expect(page.getByRole('log').getByText('Завтра отправим')).toBeVisible()
})

test('what is unsent is found on another device and not overwritten by it', async ({
  page,
  server,
}) => {
  server.unsent = [{ conversation_id: 12, text: 'Начал с телефона', revision: 1, at: data.NOW }]
  await page.goto(MINE)
  await expect(list(page).getByText('Черновик: Начал с телефона')).toBeVisible()
  await composer(page).fill('Пишу здесь')
  server.wroteElsewhere(11, 'Пишу там')
  const offer = page.getByRole('status', { name: 'На другом устройстве вы написали иначе' })
  await expect(offer).toContainText('Пишу там')
  await expect(composer(page)).toHaveValue('Пишу здесь')
  await offer.getByRole('button', { name: 'Взять тот текст' }).click()
  await expect(composer(page)).toHaveValue('Пишу там')
  await expect
    .poll(() => server.unsent.find((one) => one.conversation_id === 11)?.text)
    .toBe('Пишу там')
})

test('several pictures are pasted, looked at, sent with progress, and one is cancelled', async ({
  page,
  server,
}) => {
  await page.goto(MINE)
  await expect(page.getByRole('button', { name: 'Прикрепить изображение' })).toBeVisible()
  await pasteFiles(page, ['первая.png', 'photo\u202Egpj.exe.png'])
  await expect(page.getByText('Отправить клиенту 2 изображения?')).toBeVisible()
  await expect(page.getByText('photogpj.exe.png')).toBeVisible()
  let release = () => {}
  server.upload = new Promise((resolve) => {
    release = resolve
  })
  await page.getByRole('button', { name: 'Отправить', exact: true }).first().click()
  const uploads = page.getByRole('progressbar', { name: 'Загрузка изображения' })
  await expect(uploads).toHaveCount(2)
  await page.getByRole('log').getByRole('button', { name: 'Отмена' }).last().click()
  await expect(uploads).toHaveCount(1)
  release()
  await expect(uploads).toHaveCount(0)
  expect(server.writes.filter(({ path }) => path.endsWith('/images'))).toHaveLength(1)
})

test('a file of another kind is refused in words', async ({ page, server }) => {
  expect(server.rows.has(11)).toBe(true)
  await page.goto(MINE)
  await expect(page.getByRole('button', { name: 'Прикрепить изображение' })).toBeVisible()
  await pasteFiles(page, ['<b>прайс</b>.pdf'], 'application/pdf')
  await expect(
    page.getByText('Файл «<b>прайс</b>.pdf» не подходит. Канал принимает только изображения'),
  ).toBeVisible()
})

test('an account may ask to look at each answer once more', async ({ page, server }) => {
  server.accounts[0]!.settings = { confirm_send: true }
  await page.goto(MINE)
  await expect(page.getByRole('button', { name: 'Прикрепить изображение' })).toBeVisible()
  await composer(page).fill('Цена 54 900 ₽')
  await composer(page).press('Enter')
  const panel = page.getByRole('region', { name: 'Отправить клиенту?' })
  await expect(panel).toContainText('Цена 54 900 ₽')
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(composer(page)).toBeFocused()
  await composer(page).press('Enter')
  await expect(panel.getByRole('button', { name: 'Отправить' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log').getByText('Цена 54 900 ₽')).toBeVisible()
})
