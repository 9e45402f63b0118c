import type { MockServer } from '../mock/server'
import { composer } from '../support/locators'
import { expect, test } from './fixture'

const MINE = '/inbox?tab=mine&chat=11'
const TEXT = 'Отправим СДЭК, до терминала — 500 ₽.'

const fates = (server: MockServer) =>
  server.writes.filter(({ path }) => path.endsWith('/draft/fate')).map(({ body }) => body)
const sent = (server: MockServer) =>
  server.writes.filter(({ path }) => path.endsWith('/messages')).length

test('a draft with its sources is edited and sent by the operator alone', async ({
  page,
  server,
}) => {
  await page.goto(MINE)
  await page.getByRole('button', { name: 'Попросить бота ответить' }).click()
  const panel = page.getByRole('region', { name: 'Бот предлагает ответ' })
  await expect(panel.getByText(TEXT)).toBeVisible()
  await panel.getByText('Источники').click()
  await expect(panel.getByRole('listitem')).toContainText('оценка 91 %, в ответе')
  expect(sent(server)).toBe(0)

  await panel.getByRole('button', { name: 'Взять в ответ' }).click()
  await expect(composer(page)).toHaveValue(TEXT)
  await composer(page).press('End')
  await composer(page).pressSequentially(' Подойдёт?')
  await composer(page).press('Enter')
  await expect(panel).toBeHidden()
  expect(server.writes.find(({ path }) => path.endsWith('/messages'))?.body).toMatchObject({
    text: `${TEXT} Подойдёт?`,
    draft_id: 77,
  })
  expect(fates(server), 'the server sees it by what was sent').toEqual([])
})

test('a draft is dropped by hand, and thrown away when the customer goes on', async ({
  page,
  server,
}) => {
  await page.goto(MINE)
  const ask = page.getByRole('button', { name: 'Попросить бота ответить' })
  const panel = page.getByRole('region', { name: 'Бот предлагает ответ' })
  await ask.click()
  await panel.getByRole('button', { name: 'Взять в ответ' }).click()
  await panel.getByRole('button', { name: 'Не нужно' }).click()
  await expect(composer(page)).toHaveValue('')

  await ask.click()
  await panel.getByRole('button', { name: 'Взять в ответ' }).click()
  server.receive(11, 'А можно в Тверь?')
  await expect(panel).toBeHidden()
  await expect(page.getByText('черновик бота устарел')).toBeVisible()
  await expect(composer(page)).toHaveValue('')
  await expect
    .poll(() => fates(server))
    .toEqual([
      { id: 77, fate: 'dropped' },
      { id: 77, fate: 'outdated' },
    ])
  expect(sent(server)).toBe(0)
})

test('where the bot knows nothing, it says so', async ({ page, server }) => {
  const message = 'В базе знаний нет ответа на этот вопрос. Ответьте сами.'
  server.draftAnswer = { status: 409, body: { code: 'draft.nothing_found', message, details: {} } }
  await page.goto(MINE)
  await page.getByRole('button', { name: 'Попросить бота ответить' }).click()
  await expect(page.getByText(message)).toBeVisible()
  await page.getByRole('button', { name: 'Не нужно' }).click()
  await expect(page.getByText(message)).toBeHidden()
  expect(fates(server)).toEqual([])
})
