import { breaches } from '../support/axe'
import { list, log } from '../support/locators'
import { expect, test } from './product'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no barriers on the real pages, ${colorScheme}`, async ({ operator, buyer, product }) => {
    await operator.emulateMedia({ colorScheme })
    await buyer.page.emulateMedia({ colorScheme })
    await buyer.says('Какая гарантия?')
    expect(await breaches(buyer.page)).toEqual([])

    await operator.goto(`${product.operatorUrl}/inbox?tab=all`)
    await list(operator).getByText(buyer.name).first().click()
    await expect(log(operator)).toBeVisible()
    expect(await breaches(operator)).toEqual([])
    await operator.goto(`${product.operatorUrl}/accounts`)
    await expect(operator.getByRole('heading', { level: 2 }).first()).toBeVisible()
    expect(await breaches(operator)).toEqual([])
    await operator.context().clearCookies()
    await operator.goto(`${product.operatorUrl}/login`)
    await expect(operator.getByLabel('Логин')).toBeVisible()
    expect(await breaches(operator)).toEqual([])
  })
}
