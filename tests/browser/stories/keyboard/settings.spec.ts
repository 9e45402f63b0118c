/** The way in and out, help and everyone's own settings, by keyboard alone. */
import type { Page } from '@playwright/test'
import { choose, holdsFocus, press, reach } from '../../support/keys'
import { expect, test } from '../product'

const LOGIN = process.env.SUFLER_LOGIN ?? 'operator'
const PASSWORD = process.env.SUFLER_PASSWORD ?? 'demo'

test('whoever logs in needs no mouse, nor to log out', async ({ page, product }) => {
  await page.goto(`${product.operatorUrl}/inbox`)
  await expect(page.getByLabel('Логин')).toBeFocused()
  await page.keyboard.type(LOGIN)
  await reach(page.getByLabel('Пароль', { exact: true }))
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.getByText('на связи')).toBeVisible()

  // Past the sections, right to the list.
  await press(page.getByRole('link', { name: 'К содержанию' }))
  await page.keyboard.press('Tab')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await press(page.getByRole('link', { name: 'Аккаунты' }), 'Shift+Tab')
  await expect(page.getByRole('heading', { name: 'Аккаунты' })).toBeVisible()
  await choose(menu(page), 'Выйти')
  await expect(page.getByLabel('Логин')).toBeFocused()
  const me = await page.request.get(`${product.operatorUrl}/api/v1/me`)
  expect(me.status()).toBe(401)
})

test('the keys are listed on a key, wherever one is', async ({ operator }) => {
  const help = operator.getByRole('dialog', { name: 'Горячие клавиши' })
  await operator.keyboard.press('Control+KeyK')
  await operator.keyboard.press('Control+Slash')
  await holdsFocus(help)
  await expect(help.getByText('Alt+J')).toBeVisible()
  await operator.keyboard.press('Escape')
  await expect(operator.getByRole('searchbox')).toBeFocused()
  await choose(menu(operator), /^Горячие клавиши/u, 'Shift+Tab')
  await holdsFocus(help)
  await press(help.getByRole('button', { name: 'Закрыть' }))
  await expect(menu(operator)).toBeFocused()
})

test('theme, language, sound and notifications are chosen and kept', async ({
  operator,
  product,
}) => {
  await operator.context().grantPermissions(['notifications'], { origin: product.operatorUrl })
  const pick = (name: string) =>
    press(operator.getByRole('menuitemradio', { name, exact: true }), 'ArrowDown')
  await press(menu(operator))
  await holdsFocus(operator.getByRole('menu'))
  await pick('Тёмная')
  await expect(operator.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await pick('Где отвечают люди')
  await press(
    operator.getByRole('menuitem', { name: 'Включить уведомления браузера' }),
    'ArrowDown',
  )
  const off = operator.getByRole('menuitem', { name: 'Выключить уведомления браузера' })
  await expect(off).toBeFocused()
  await operator.keyboard.press('Escape')
  await expect(menu(operator)).toBeFocused()

  await choose(menu(operator), 'Уведомления…')
  const notices = operator.getByRole('dialog', { name: 'Уведомления' })
  await holdsFocus(notices)
  await expect(notices.getByText('Когда страница закрыта')).toBeVisible()
  await operator.keyboard.press('Escape')
  await expect(menu(operator)).toBeFocused()

  await operator.keyboard.press('Enter')
  await holdsFocus(operator.getByRole('menu'))
  await pick('English')
  await expect(operator.getByRole('searchbox', { name: 'Search or new chat' })).toBeVisible()
  await operator.reload()
  await expect(operator.locator('html')).toHaveAttribute('lang', 'en')
  await expect(operator.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  const kept = await operator.evaluate(() => localStorage.getItem('sufler.attention'))
  expect(JSON.parse(kept ?? '')).toEqual({ sound: 'people', notices: true })
})

const menu = (page: Page) => page.getByRole('button', { name: /^(?:Меню|Menu): /u })
