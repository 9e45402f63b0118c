/** What the demo promises: a buyer asks, the bot answers or hands over, an operator takes part. */
import type { Page } from '@playwright/test'
import { composer, list, log, openTab } from '../support/locators'
import { type Buyer, expect, test } from './product'

/** The bot waits for the end of a burst, thinks, and the simulator delivers. */
const ANSWER = { timeout: 20_000 }

/** The buyer's row, as it comes by itself. */
const rowOf = (page: Page, buyer: Buyer) =>
  list(page)
    .getByRole('link')
    .filter({ has: page.getByText(buyer.name, { exact: true }) })

test('a question about delivery is answered from the article, and the article is cited', async ({
  operator,
  buyer,
}) => {
  await buyer.says('Доставка по РФ есть? Сколько стоит?')
  const reply = buyer.messages.filter({ hasText: 'СДЭК' }).filter({ hasText: '500 ₽' })
  await expect(reply).toHaveCount(1, ANSWER)

  await rowOf(operator, buyer).click()
  await expect(operator.getByText('Ведёт диалог: Бот')).toBeVisible()
  await expect(log(operator).getByText('Доставка по РФ есть? Сколько стоит?')).toBeVisible()
  await log(operator).getByRole('button', { name: 'Почему бот так ответил' }).last().click()
  const trace = operator.getByRole('dialog', { name: 'Почему бот так ответил' })
  await expect(
    trace
      .getByRole('listitem')
      .filter({ hasText: 'Доставка по России' })
      .filter({ hasText: 'в ответе' }),
  ).toBeVisible()
  await expect(trace.getByText('delivery', { exact: true })).toBeVisible()
  await expect(trace.getByText('встроенный ответчик')).toBeVisible()
})

test('a question without an article goes to people, with the reason', async ({
  operator,
  buyer,
}) => {
  await openTab(operator, 'Очередь')
  await buyer.says('Подойдёт ли он на космический корабль?')
  await expect(buyer.messages.filter({ hasText: 'менеджер' })).toHaveCount(1, ANSWER)

  await rowOf(operator, buyer).click()
  await expect(operator.getByText('Ведёт диалог: Очередь')).toBeVisible()
  await expect(operator.getByText('В базе знаний нет статьи на этот вопрос')).toBeVisible()
})

for (const words of ['позовите человека', 'оператора!', 'хочу с живым менеджером']) {
  test(`«${words}» brings a person`, async ({ operator, buyer }) => {
    await openTab(operator, 'Очередь')
    await buyer.says(words)
    await expect(rowOf(operator, buyer)).toBeVisible(ANSWER)
    await rowOf(operator, buyer).click()
    await expect(operator.getByText('Клиент попросил человека')).toBeVisible()
    await expect(buyer.messages.filter({ hasText: 'Передаю вас менеджеру' })).toHaveCount(1, ANSWER)
  })
}

test('an operator sees it live, answers and hands back; the bot goes on knowing what was said', async ({
  operator,
  buyer,
  product,
}) => {
  await openTab(operator, 'Очередь')
  await buyer.says('Позовите человека, пожалуйста')
  await expect(rowOf(operator, buyer)).toBeVisible(ANSWER)
  await rowOf(operator, buyer).click()
  await operator.getByRole('button', { name: 'Передать оператору' }).click()
  await expect(operator.getByText('Ведёт диалог: Оператор Анна (вы)')).toBeVisible()

  await composer(operator).fill('Здравствуйте! Для вас отложен синий конвектор.')
  await composer(operator).press('Enter')
  await expect(buyer.messages.filter({ hasText: 'отложен синий конвектор' })).toHaveCount(1, ANSWER)
  await expect(log(operator).getByText('отложен синий конвектор')).toHaveCount(1)

  await buyer.says('Хорошо, а доставка по РФ есть? Сколько стоит?')
  await expect(log(operator).getByText('Хорошо, а доставка по РФ есть?')).toBeVisible(ANSWER)
  // While a person leads, the bot is silent.
  await expect(buyer.messages.filter({ hasText: 'СДЭК' })).toHaveCount(0)

  await operator.getByRole('button', { name: 'Передать боту' }).click()
  await expect(operator.getByText('Ведёт диалог: Бот')).toBeVisible()
  await buyer.says('Доставка по РФ есть? Сколько стоит?')
  await expect(buyer.messages.filter({ hasText: 'СДЭК' })).toHaveCount(1, ANSWER)

  const chat = new URL(operator.url()).searchParams.get('chat')
  const turns = await operator.request.get(
    `${product.operatorUrl}/api/v1/conversations/${chat}/turns`,
  )
  expect(JSON.stringify((await turns.json())[0].record)).toContain('отложен синий конвектор')
})
