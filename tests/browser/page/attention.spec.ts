import { countRings, rung } from '../support/rings'
import { expect, test } from './fixture'

test('a new message rings, and one in the chat that is looked at does not', async ({
  page,
  server,
}) => {
  await page.clock.setFixedTime(server.now)
  await countRings(page)
  await page.goto('/inbox?tab=mine&chat=11')
  await expect(page.getByText('на связи')).toBeVisible()
  server.receive(21, 'Вы тут?')
  await expect.poll(() => rung(page)).toEqual([0.7])
  await page.bringToFront()
  server.receive(11, 'А это в открытом чате')
  await expect(page.getByRole('log').getByText('А это в открытом чате')).toBeVisible()
  expect(await rung(page)).toEqual([0.7])
})

test('sound follows the setting, and the title counts chats that wait', async ({
  page,
  server,
}) => {
  await page.clock.setFixedTime(server.now)
  await countRings(page)
  const row = server.rows.get(21)!
  row.conversation.unread = 2
  await page.goto('/inbox?tab=queue')
  await expect(page).toHaveTitle(/^\(\d+\) Диалоги/u)
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', '/favicon-unread.svg')
  await page.getByRole('button', { name: /^Меню:/u }).click()
  await page.getByRole('menuitemradio', { name: 'Без звука' }).click()
  server.receive(21, 'Тихо')
  // The quiet one has arrived before the setting changes.
  await expect.poll(() => page.evaluate(() => document.title)).toMatch(/^\(\d+\)/u)
  expect(await rung(page)).toEqual([])
  await page.getByRole('menuitemradio', { name: 'Где отвечают люди' }).click()
  server.receive(1, 'Боту')
  server.receive(21, 'Людям')
  await expect.poll(() => rung(page)).toHaveLength(1)
})
