import { rowOf } from '../support/locators'
import { expect, test } from './product'

test('a silenced bot says nothing; whoever writes meanwhile waits for people', async ({
  operator,
  buyer,
}) => {
  await buyer.says('Здравствуйте')
  const row = rowOf(operator, buyer.name)
  await operator
    .getByRole('navigation', { name: 'Чьи диалоги' })
    .getByRole('button', { name: /^Бот/u })
    .click()
  await expect(row).toBeVisible({ timeout: 20_000 })
  await row.click()
  await operator.getByRole('button', { name: 'Ещё действия' }).click()
  await operator.getByRole('menuitem', { name: 'В этом диалоге' }).click()
  await expect(operator.getByText('Бот на паузе в этом диалоге')).toBeVisible()

  await buyer.says('Доставка по РФ есть? Сколько стоит?')
  await expect(operator.getByText('Ведёт диалог: Очередь')).toBeVisible({ timeout: 20_000 })
  await expect(operator.getByText('Бот передал диалог: Бот на паузе')).toBeVisible()
  await expect(buyer.messages.filter({ hasText: 'СДЭК' })).toHaveCount(0)

  await operator.getByRole('button', { name: 'Ещё действия' }).click()
  await operator.getByRole('menuitem', { name: 'Снять паузу в этом диалоге' }).click()
  await operator.getByRole('button', { name: 'Передать оператору' }).click()
  await operator.getByRole('button', { name: 'Передать боту' }).click()
  await buyer.says('Так доставка по РФ есть? Сколько стоит?')
  await expect(buyer.messages.filter({ hasText: 'СДЭК' })).toHaveCount(1, { timeout: 20_000 })
})
