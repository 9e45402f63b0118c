import { readFileSync } from 'node:fs'
import { recordedDialog } from '../mock/data'
import { expect, test } from './fixture'

const CHAT = '/inbox?tab=mine&chat=11'

test('why the bot answered so: path, intent, sources, models, tokens, cost and time', async ({
  page,
  server: _,
}) => {
  await page.goto(CHAT)
  await page.getByRole('button', { name: 'Почему бот так ответил' }).first().click()
  const why = page.getByRole('dialog', { name: 'Почему бот так ответил' })
  await expect(why.getByText('уверенность 94 %')).toBeVisible()
  await expect(why.getByRole('listitem').filter({ hasText: 'Доставка по России' })).toContainText(
    'оценка 91 %',
  )
  await expect(why.getByText('found', { exact: true })).toBeVisible()
  for (const [name, value] of [
    ['Модель', 'openai/gpt-5-mini'],
    ['Токены', '1 612 в запросах, 98 в ответах'],
    ['Стоимость', '0,0012 $'],
    ['Время', '96 мс'],
  ] as const) {
    const fact = why.locator('dl > div').filter({ hasText: name })
    await expect(fact.getByRole('definition')).toHaveText(value)
  }
})

test('one click makes the conversation a recorded dialog', async ({ page, context, server }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(CHAT)
  await page.getByRole('button', { name: 'Почему бот так ответил' }).first().click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Скачать запись' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('conversation-11.yaml')
  expect(readFileSync(await download.path(), 'utf8')).toBe(recordedDialog)
  await expect(page.getByText('2 места отличаются от того, как было')).toBeVisible()

  await page.getByRole('button', { name: 'Скопировать' }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(recordedDialog)

  server.dialogAnswer = {
    status: 409,
    body: { code: 'dialog.not_recordable', message: 'Сценарий не сохранён.', details: {} },
  }
  await page.getByRole('button', { name: 'Скачать запись' }).click()
  await expect(page.getByText('Сценарий не сохранён.')).toBeVisible()
})
