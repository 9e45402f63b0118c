import { expect, test } from './fixture'

test('a conversation is given to a colleague, and to the queue', async ({ page, server }) => {
  await page.goto('/inbox?tab=mine&chat=11')
  await page.getByRole('button', { name: 'Ещё действия' }).click()
  await page.getByRole('menuitem', { name: 'Игорь Смирнов' }).click()
  await expect(page.getByText('Ведёт диалог: Оператор Игорь Смирнов')).toBeVisible()
  await expect(page.getByText('Диалог передан: Игорь Смирнов')).toBeVisible()
  await page.getByRole('button', { name: 'Ещё действия' }).click()
  await page.getByRole('menuitem', { name: 'Вернуть в очередь' }).click()
  await expect(page.getByText('Ведёт диалог: Очередь')).toBeVisible()
  const epochs = server.writes
    .filter(({ path }) => path.endsWith('/assign'))
    .map(({ body }) => body)
  expect(epochs).toMatchObject([{ user_id: 8 }, { user_id: null }])
})

test('the bot is silenced as far as wanted, by keyboard too, and everybody sees it', async ({
  page,
  server,
}) => {
  await page.goto('/inbox?tab=bot&chat=1')
  await page.getByRole('button', { name: 'Ещё действия' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Везде и сразу' })).toBeVisible()
  await page.getByRole('menuitem', { name: 'Во всём аккаунте «Климатика Анатолий»' }).press('Enter')
  await expect(page.getByText('Бот на паузе в этом аккаунте, включено: Анна Петрова')).toBeVisible()
  expect(server.pauses).toMatchObject([{ scope: { kind: 'account', account_id: 1 } }])

  await page.getByRole('button', { name: 'Ещё действия' }).click()
  await page.getByRole('menuitem', { name: 'Снять паузу с аккаунта' }).click()
  await expect(page.getByText('Бот на паузе')).toBeHidden()
  expect(server.pauses).toEqual([])
})

test('the card of the handoff stands where it happened', async ({ page, server }) => {
  const row = server.rows.get(11)!
  const messages = server.messages.get(11)!
  const before = messages.at(-3)!
  row.conversation.handoff = { reason: 'order', question: 'Беру!', at: Number(before.at) + 1 }
  await page.goto('/inbox?tab=mine&chat=11')
  const log = page.getByRole('log')
  await expect(log.getByText('Бот передал диалог:')).toBeVisible()
  const text = await log.innerText()
  expect(text.indexOf('Бот передал диалог')).toBeLessThan(text.indexOf('Сейчас уточню на складе'))
  expect(text.indexOf('Бот передал диалог')).toBeGreaterThan(text.indexOf('Ответ из приложения'))
})

test('colleagues in the same chat see each other', async ({ page, server }) => {
  server.people = [{ user_id: 8, name: 'Игорь Смирнов', typing: false }]
  await page.goto('/inbox?tab=mine&chat=11')
  await expect(page.getByText('Чат открыт: Игорь Смирнов')).toBeVisible()
  server.present(11, [{ user_id: 8, name: 'Игорь Смирнов', typing: true }])
  await expect(page.getByText('Игорь Смирнов печатает ответ')).toBeVisible()
  await page.getByRole('textbox', { name: 'Ответ клиенту' }).fill('Я тоже')
  await expect.poll(() => server.reports.at(-1)).toEqual({ stance: 'typing' })
  server.present(11, [])
  await expect(page.getByText(/Игорь Смирнов печатает|Чат открыт/)).toBeHidden()
})
