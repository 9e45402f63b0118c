import { expect, test } from './product'

test('a message is found in any form, in the wrong layout and with a mistake', async ({
  operator,
  buyer,
}) => {
  const said = 'Подскажите, ёлочная гирлянда подойдёт для террасы?'
  await buyer.says(said)
  const field = operator.getByRole('searchbox', { name: 'Поиск или новый чат' })
  const results = operator.getByRole('list', { name: 'Найденные чаты' })
  for (const [typed, found] of [
    ['террасу', 'террасы'],
    ['ЕЛОЧНУЮ', 'ёлочная'],
    ['ubhkzylf', 'гирлянда'],
    ['герлянда', 'гирлянда'],
    [buyer.name, null],
  ] as const) {
    // The index follows the messages within a moment.
    await expect(async () => {
      await field.fill('')
      await field.fill(typed)
      await expect(results.getByRole('link').filter({ hasText: buyer.name })).toBeVisible({
        timeout: 2_000,
      })
    }).toPass({ timeout: 20_000 })
    if (found !== null) await expect(results.locator('mark').first()).toHaveText(found)
  }
  await results.getByRole('link').first().click()
  await expect(operator.getByRole('log').getByText(said, { exact: true })).toBeInViewport()
})
