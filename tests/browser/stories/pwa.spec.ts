import type { BrowserContext, CDPSession, Page } from '@playwright/test'
import { rowOf } from '../support/locators'
import { expect, logIn, test } from './product'

test.use({ serviceWorkers: 'allow' })

/** A context of its own in which the worker has taken the page over. */
async function installed(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await logIn(page, { operatorUrl: url, buyerUrl: '' })
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (navigator.serviceWorker.controller === null)
      await new Promise((taken) =>
        navigator.serviceWorker.addEventListener('controllerchange', taken, { once: true }),
      )
  })
  return page
}

test('the page can be installed, and opens without a network with a notice', async ({
  context,
  product,
}) => {
  const page = await installed(context, product.operatorUrl)
  const cdp = await context.newCDPSession(page)
  const { errors, data } = await cdp.send('Page.getAppManifest')
  expect(errors).toEqual([])
  expect(JSON.parse(data ?? '{}')).toMatchObject({ display: 'standalone', start_url: '/inbox' })
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  // Tests run in a private window, where nothing can be installed.
  const others = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')
  expect(others).toEqual([])

  const kept = await page.evaluate(async () => {
    const paths: string[] = []
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys())
        paths.push(new URL(url).pathname)
    }
    return paths
  })
  expect(kept).toContain('/')
  expect(kept.filter((path) => /^\/(?:api|share|socket\.io)/u.test(path))).toEqual([])

  await context.setOffline(true)
  await page.goto(`${product.operatorUrl}/inbox`)
  await expect(page.getByText('Нет связи с сервером')).toBeVisible()
  await context.setOffline(false)
  // It goes on by itself.
  await expect(page.getByText('на связи')).toBeVisible({ timeout: 15_000 })
})

test('a push is shown without the customer’s words, and a click opens the exact chat', async ({
  context,
  product,
  operator,
  buyer,
}) => {
  const secret = 'Мой телефон 8 912 345-67-89'
  await buyer.says(secret)
  await rowOf(operator, buyer.name).click()
  await expect(operator).toHaveURL(/chat=\d+/u)
  const chat = Number(new URL(operator.url()).searchParams.get('chat'))

  await context.grantPermissions(['notifications'], { origin: product.operatorUrl })
  const page = await installed(context, product.operatorUrl)
  const cdp = await context.newCDPSession(page)
  const worker = context.serviceWorkers()[0]!
  const registrationId = await registration(cdp)
  // Whoever looks at the page gets no notice: nobody does.
  await page.goto('about:blank')
  const data = JSON.stringify({
    chat,
    kind: 'message',
    title: 'Новое сообщение',
    body: 'Климатика',
  })
  await cdp.send('ServiceWorker.deliverPushMessage', {
    origin: product.operatorUrl,
    registrationId,
    data,
  })
  const shown = () =>
    worker.evaluate(async () => {
      const scope = globalThis as unknown as { registration: ServiceWorkerRegistration }
      const notices = await scope.registration.getNotifications()
      return notices.map(({ title, body, tag }) => ({ title, body, tag }))
    })
  await expect
    .poll(shown)
    .toEqual([{ title: 'Новое сообщение', body: 'Климатика', tag: `chat-${chat}` }])

  await page.goto(`${product.operatorUrl}/accounts`)
  await expect(page.getByText('на связи')).toBeVisible()
  await worker.evaluate(async () => {
    const scope = globalThis as unknown as {
      registration: ServiceWorkerRegistration
      NotificationEvent: new (type: string, init: { notification: Notification }) => Event
      dispatchEvent: (event: Event) => boolean
    }
    const [notification] = await scope.registration.getNotifications()
    if (notification !== undefined)
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }))
  })
  await expect(page).toHaveURL(new RegExp(`/inbox\\?.*chat=${chat}`, 'u'))
  await expect(page.getByRole('log').getByText(secret, { exact: true })).toBeVisible()
})

/** Chrome's own number of the page's registration. */
async function registration(cdp: CDPSession): Promise<string> {
  const found = new Promise<string>((resolve) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations
      if (first !== undefined) resolve(first.registrationId)
    }),
  )
  await cdp.send('ServiceWorker.enable')
  return found
}
