import type { Page } from '@playwright/test'
import { expect, test } from './fixture'

/** A browser that takes subscriptions without a push service behind it. */
async function withPush(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const subscription = {
      toJSON: () => ({ endpoint: 'https://push.example.com/1', keys: { p256dh: 'p', auth: 'a' } }),
      unsubscribe: () => Promise.resolve(true),
    }
    let held: typeof subscription | null = null
    const pushManager = {
      getSubscription: () => Promise.resolve(held),
      subscribe: () => {
        held = subscription
        return Promise.resolve(held)
      },
    }
    const registration = { pushManager }
    Object.defineProperty(navigator, 'serviceWorker', {
      value: {
        ready: Promise.resolve(registration),
        register: () => Promise.resolve(registration),
        getRegistration: () => Promise.resolve(registration),
        addEventListener: () => {},
        removeEventListener: () => {},
      },
    })
    Notification.requestPermission = () => Promise.resolve('granted')
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' })
  })
}

async function openDialog(page: Page) {
  await page.getByRole('button', { name: /^Меню:/ }).press('Enter')
  await page.getByRole('menuitem', { name: 'Уведомления…' }).press('Enter')
  return page.getByRole('dialog', { name: 'Уведомления' })
}

test('pushes are turned on, changed and off for this device, by keyboard alone', async ({
  page,
  server,
}) => {
  await withPush(page)
  await page.goto('/inbox')
  const dialog = await openDialog(page)
  await dialog.getByLabel('Диалоги, которые ждут любого оператора').press('Space')
  await dialog.getByRole('button', { name: 'Включить на этом устройстве' }).press('Enter')
  await expect(dialog.getByText('На этом устройстве включены')).toBeVisible()
  expect(server.writes.at(-1)?.body).toMatchObject({
    endpoint: 'https://push.example.com/1',
    mine: true,
    queue: false,
    lang: 'ru',
  })
  await expect(dialog.getByText('(это устройство)')).toBeVisible()
  await dialog.getByLabel('Новые сообщения в моих диалогах').press('Space')
  await expect.poll(() => server.writes.at(-1)?.body).toMatchObject({ mine: false })
  await dialog.getByRole('button', { name: 'Выключить на этом устройстве' }).press('Enter')
  await expect(dialog.getByRole('button', { name: 'Включить на этом устройстве' })).toBeVisible()
  expect(server.devices).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('a browser that forbade notifications is told how to allow them', async ({ page, server }) => {
  await withPush(page)
  await page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'denied' })
  })
  await page.goto('/inbox')
  const dialog = await openDialog(page)
  await expect(dialog.getByText('Вы запретили уведомления для этого сайта')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Включить на этом устройстве' })).toHaveCount(0)
  expect(server.devices).toEqual([])
})

test('an admin sees what is wrong with the Telegram chat and tries it', async ({
  page,
  server,
}) => {
  server.user = { ...server.user!, role: 'admin' }
  server.telegram = { ...server.telegram, problem: 'Верните бота в чат.' }
  await page.goto('/inbox')
  const dialog = await openDialog(page)
  await expect(dialog.getByRole('alert')).toHaveText('Верните бота в чат.')
  await dialog.getByRole('button', { name: 'Отправить проверочное сообщение' }).click()
  await expect(page.getByText('Проверочное сообщение отправлено')).toBeVisible()
  expect(server.writes.at(-1)?.path).toBe('/telegram/test')
})

test('the server is told that the page is looked at; without a network it says so and goes on', async ({
  page,
  server,
}) => {
  await page.goto('/inbox')
  await expect.poll(() => server.looks[0]).toEqual({ looking: true })
  await server.cut()
  await page.goto('/accounts')
  await expect(page.getByText('Нет связи с сервером')).toBeVisible()
  server.restore()
  await page.getByRole('button', { name: 'Повторить' }).click()
  await expect(page.getByRole('heading', { name: 'Аккаунты' }).first()).toBeAttached()
})
