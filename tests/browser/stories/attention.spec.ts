import { list, openTab } from '../support/locators'
import { countRings, rung } from '../support/rings'
import { expect, test } from './product'
import { Sandbox } from './sandbox'

test('a new message rings once in all tabs and is counted in the title', async ({
  operator,
  product,
  request,
}) => {
  const sandbox = new Sandbox(request, product.buyerUrl)
  const second = await operator.context().newPage()
  for (const page of [operator, second]) {
    await countRings(page)
    await page.goto(`${product.operatorUrl}/inbox?tab=queue`)
    await expect(page.getByText('на связи')).toBeVisible()
  }
  // Whoever has clicked once may be rung for.
  await openTab(operator, 'Очередь')

  const chat = await sandbox.chat('Звонкий покупатель')
  await sandbox.says(chat, 'Позовите человека')
  await expect(list(operator).getByText('Звонкий покупатель')).toBeVisible({ timeout: 20_000 })
  await expect(operator).toHaveTitle(/^\(\d+\) /u)
  await expect(operator.locator('link[rel="icon"]')).toHaveAttribute('href', /unread/u)
  const rings = async () => (await Promise.all([operator, second].map(rung))).flat()
  await expect.poll(rings).toEqual([0.7])

  await sandbox.says(chat, 'Вы тут?')
  await expect.poll(rings).toEqual([0.7, 0.7])
  await expect(operator.getByText('на связи')).toBeVisible()
  await operator.context().setOffline(true)
  await expect(operator.getByText('на связи')).toBeHidden()
  await operator.context().setOffline(false)
  await expect(operator.getByText('на связи')).toBeVisible({ timeout: 20_000 })
})
