import { readFileSync } from 'node:fs'
import { log, openTab, rowOf } from '../support/locators'
import { expect, test } from './product'

test('from a reply of the bot to its reasons, and the conversation as a recorded dialog', async ({
  operator,
  buyer,
}) => {
  await openTab(operator, 'Бот')
  await buyer.says('Какая гарантия?')
  await rowOf(operator, buyer.name).click({ timeout: 20_000 })
  const why = log(operator).getByRole('button', { name: 'Почему бот так ответил' })
  await why.last().click({ timeout: 20_000 })
  const reasons = operator.getByRole('dialog', { name: 'Почему бот так ответил' })
  await expect(reasons.getByText(/уверенность \d+\s%/u).first()).toBeVisible()
  await expect(reasons.getByRole('listitem').filter({ hasText: 'арант' }).first()).toContainText(
    'оценка',
  )
  for (const name of ['Модель', 'Время']) {
    await expect(reasons.locator('dl > div').filter({ hasText: name }).first()).toBeVisible()
  }

  const downloading = operator.waitForEvent('download')
  await operator.getByRole('button', { name: 'Скачать запись' }).click()
  const dialog = readFileSync(await (await downloading).path(), 'utf8')
  expect(dialog).toContain('Какая гарантия?')
  await expect(operator.getByText('Запись повторяет диалог без отличий.')).toBeVisible()
})
