import { composer, log, openTab, rowOf } from '../support/locators'
import { expect, test } from './product'

const ANSWER = { timeout: 20_000 }

test('the bot drafts from its articles, the operator edits and sends; nothing goes by itself', async ({
  operator,
  buyer,
  product,
}) => {
  await openTab(operator, 'Очередь')
  await buyer.says('Позовите человека, пожалуйста')
  await rowOf(operator, buyer.name).click(ANSWER)
  await operator.getByRole('button', { name: 'Передать оператору' }).click()
  await buyer.says('Доставка по РФ есть? Сколько стоит?')
  await expect(log(operator).getByText('Доставка по РФ есть?')).toBeVisible(ANSWER)

  const ask = operator.getByRole('button', { name: 'Попросить бота ответить' })
  const panel = operator.getByRole('region', { name: 'Бот предлагает ответ' })
  await ask.click()
  await expect(panel.getByText('СДЭК').first()).toBeVisible(ANSWER)
  await panel.getByText('Источники').click()
  await expect(panel.getByRole('listitem').first()).toContainText('Доставка')

  // The conversation moves on: what the bot meant is void.
  await buyer.says('И ещё: гарантия какая?')
  await expect(operator.getByText('черновик бота устарел')).toBeVisible(ANSWER)
  await expect(panel).toBeHidden()
  await expect(buyer.messages.filter({ hasText: 'СДЭК' })).toHaveCount(0)

  await buyer.says('Так сколько стоит доставка по РФ?')
  await expect(log(operator).getByText('Так сколько стоит доставка')).toBeVisible(ANSWER)
  await ask.click()
  await panel.getByRole('button', { name: 'Взять в ответ' }).click(ANSWER)
  await expect(composer(operator)).toHaveValue(/СДЭК/u)
  await composer(operator).press('End')
  await composer(operator).pressSequentially(' Оформляем?')
  await composer(operator).press('Enter')
  await expect(buyer.messages.filter({ hasText: 'Оформляем?' })).toHaveCount(1, ANSWER)
  const fates = async () => {
    const metrics = await operator.request.get(`${product.operatorUrl}/metrics`)
    return metrics.text()
  }
  await expect.poll(fates).toMatch(/sufler_drafts_total\{[^}]*edited[^}]*\} 1/u)
})
