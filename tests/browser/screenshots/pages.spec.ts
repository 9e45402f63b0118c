/** Pictures of every page: desktop and phone, light and dark. `npm run screenshots`, then look at them. */
import { expect, type Page, test } from '@playwright/test'
import * as data from '../mock/data'
import { MockServer } from '../mock/server'

const OUT = '../../test-results/screenshots'

const pages: { name: string; path: string; login?: boolean; open?: (page: Page) => Promise<void> }[] = [
  { name: 'login', path: '/login', login: true },
  {
    name: 'login-wrong',
    path: '/login',
    login: true,
    open: async (page) => {
      await page.getByLabel('Логин').fill('anna')
      await page.getByLabel('Пароль', { exact: true }).fill('wrong')
      await page.getByRole('button', { name: 'Войти' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'inbox', path: '/inbox' },
  { name: 'queue', path: '/inbox?tab=queue&chat=21' },
  { name: 'chat-bot', path: '/inbox?tab=bot&chat=1' },
  { name: 'chat-mine', path: '/inbox?tab=mine&chat=11' },
  {
    name: 'chat-mine-middle',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('log').evaluate((element) => {
        element.scrollTop = 250
      })
    },
  },
  {
    name: 'why',
    path: '/inbox?tab=mine&chat=11',
    open: async (page) => {
      await page.getByRole('log').evaluate((element) => {
        element.scrollTop = 0
      })
      await page.getByRole('button', { name: 'Почему бот так ответил' }).first().click()
      await page.getByRole('dialog').getByText('Путь по узлам').waitFor()
    },
  },
  { name: 'accounts', path: '/accounts' },
  {
    name: 'accounts-add',
    path: '/accounts',
    open: async (page) => {
      await page.getByRole('button', { name: 'Подключить аккаунт' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'user-menu',
    path: '/inbox',
    open: async (page) => {
      await page.getByRole('button', { name: /^Меню:/ }).click()
      await page.getByText('Горячие клавиши').waitFor()
    },
  },
  {
    name: 'keys',
    path: '/inbox',
    open: async (page) => {
      await page.keyboard.press('Control+Slash')
      await page.getByRole('dialog').waitFor()
    },
  },
]

const layouts = [
  { name: 'desktop', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 360, height: 740 } },
]

for (const layout of layouts) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${layout.name} ${colorScheme}`, () => {
      test.use({ viewport: layout.viewport, colorScheme })
      for (const { name, path, login = false, open } of pages) {
        test(name, async ({ page }) => {
          await page.clock.setFixedTime(data.NOW)
          await MockServer.on(page, (server) => {
            if (login) server.user = null
          })
          await page.goto(path)
          await expect(page.locator('#root').locator('h1, [role=log]').first()).toBeAttached()
          await page.waitForLoadState('networkidle')
          await open?.(page)
          await page.waitForTimeout(300)
          await page.screenshot({ path: `${OUT}/${layout.name}-${colorScheme}-${name}.png` })
        })
      }
    })
  }
}
