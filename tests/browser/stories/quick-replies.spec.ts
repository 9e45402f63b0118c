import { composer, rowOf } from '../support/locators'
import { expect, test } from './product'

test('a reply kept by an operator answers the next buyer by a word and Tab', async ({
  operator,
  buyer,
  product,
}) => {
  await buyer.says('Позовите человека, пожалуйста')
  await operator
    .getByRole('navigation', { name: 'Чьи диалоги' })
    .getByRole('button', { name: /^Очередь/u })
    .click()
  await rowOf(operator, buyer.name).click()
  await operator.getByRole('button', { name: 'Передать оператору' }).click()

  await composer(operator).fill('{имя}, забрать можно сегодня до восьми.')
  await operator.getByRole('button', { name: 'Быстрые ответы' }).click()
  await operator.getByRole('button', { name: 'Сохранить набранный текст' }).click()
  await operator.getByLabel('Название').fill('Самовывоз')
  await operator.getByLabel('Ключевое слово').fill('самовывоз')
  await operator.getByRole('button', { name: 'Сохранить' }).click()
  await expect(operator.getByText('Самовывоз', { exact: true })).toBeVisible()
  await operator.keyboard.press('Escape')

  await composer(operator).fill('')
  await composer(operator).pressSequentially('самовывоз')
  await operator.keyboard.press('Tab')
  await operator.keyboard.press('Enter')
  await expect(
    buyer.messages.filter({ hasText: `${buyer.name}, забрать можно сегодня до восьми.` }),
  ).toHaveCount(1, { timeout: 20_000 })

  const bank = await operator.request.get(`${product.operatorUrl}/api/v1/quick_replies`)
  expect(await bank.json()).toMatchObject([{ title: 'Самовывоз', keyword: 'самовывоз', uses: 1 }])
})
