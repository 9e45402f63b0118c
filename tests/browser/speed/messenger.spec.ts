/**
 * How long an operator waits in front of 100,000 conversations: `make bench-messenger` fills the database, starts the
 * server and calls this with its address. Figures are printed, not judged: they depend on the machine.
 */
import { expect, type Page, test } from '@playwright/test'
import { composer, list, log, openTab } from '../support/locators'

const URL = process.env.SPEED_URL ?? ''
const COOKIE = process.env.SPEED_COOKIE ?? ''

const OPENINGS = 10
const SWITCHES = 30
const SCROLLS = 150
const CHATS = 25

interface Seen {
  /** When the first row was painted, since the page's beginning. */
  firstRow: number
  longTasks: number[]
  interactions: number[]
}

declare global {
  interface Window {
    seen: Seen
  }
}

test.use({ viewport: { width: 1440, height: 900 } })
test.setTimeout(300_000)

test.beforeEach(async ({ context, page }) => {
  const [name = '', value = ''] = COOKIE.split('=')
  await context.addCookies([{ name, value, url: URL }])
  await page.addInitScript(watch)
})

/** Runs in the page before its own scripts. */
function watch() {
  const seen: Seen = { firstRow: 0, longTasks: [], interactions: [] }
  window.seen = seen
  new MutationObserver((_, observer) => {
    if (document.querySelector('[data-conversation]') === null) return
    observer.disconnect()
    requestAnimationFrame(() => {
      seen.firstRow = performance.now()
    })
  }).observe(document, { childList: true, subtree: true })
  new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries()) seen.longTasks.push(entry.duration)
  }).observe({ type: 'longtask' })
  new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries()) {
      // Hovering is no interaction.
      if ((entry as PerformanceEventTiming & { interactionId: number }).interactionId > 0)
        seen.interactions.push(entry.duration)
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
}

test('the messenger over 100,000 conversations', async ({ page }) => {
  await opening(page)
  await script(page)
  await switching(page)
  await scrolling(page)
  await chats(page)
})

async function opening(page: Page): Promise<void> {
  const times: number[] = []
  for (let n = 0; n < OPENINGS; n += 1) {
    await page.goto(`${URL}/inbox`)
    await expect(list(page).locator('[data-conversation]').first()).toBeVisible()
    await page.waitForFunction(() => window.seen.firstRow > 0)
    times.push(await page.evaluate(() => window.seen.firstRow))
  }
  print('Page opened, first row painted', times.slice(1), 300)
}

/** What the network carried for the first page. */
async function script(page: Page): Promise<void> {
  const sizes = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith('.js'))
      .map(({ encodedBodySize }) => encodedBodySize),
  )
  const total = sizes.reduce((sum, size) => sum + size, 0) / 1024
  console.log(
    `Script of the messenger as the browser fetched it: ${total.toFixed(1)} KB, lazy parts and all`,
  )
}

/** From the click to the frame with the other tab's rows. */
async function switching(page: Page): Promise<void> {
  const times: number[] = []
  const tabs = ['Мои', 'Очередь', 'Бот'] as const
  for (let n = 0; n < SWITCHES; n += 1) {
    const tab = tabs[n % tabs.length] ?? 'Бот'
    const time = await page.evaluate(async (name) => {
      const ids = () =>
        Array.from(document.querySelectorAll('[data-conversation]'))
          .slice(0, 5)
          .map((row) => row.getAttribute('data-conversation'))
          .join()
      const button = Array.from(document.querySelectorAll<HTMLElement>('nav button')).find((one) =>
        one.textContent?.startsWith(name),
      )
      const before = ids()
      const started = performance.now()
      button?.click()
      while (ids() === before || ids() === '') {
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
      return performance.now() - started
    }, tab)
    times.push(time)
  }
  print('Tab switched, first time', times.slice(0, 3), 100)
  print('Tab switched, again', times.slice(3), 100)
}

async function scrolling(page: Page): Promise<void> {
  await openTab(page, 'Бот')
  await list(page).hover()
  await page.evaluate(() => window.seen.longTasks.splice(0))
  for (let n = 0; n < SCROLLS; n += 1) {
    await page.mouse.wheel(0, 600)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  }
  const tasks = await page.evaluate(() => window.seen.longTasks)
  const shown = await list(page).getByRole('listitem').first().getAttribute('aria-posinset')
  const longest = Math.max(0, ...tasks).toFixed(0)
  console.log(
    `Scrolled to row ${shown}: ${tasks.length} tasks over 50 ms, the longest ${longest} ms`,
  )
}

/** Chats opened one after the other, and a few words typed in each. */
async function chats(page: Page): Promise<void> {
  await page.goto(`${URL}/inbox`)
  await openTab(page, 'Мои')
  const rows = list(page).locator('[data-conversation]')
  await expect(rows.first()).toBeVisible()
  await page.evaluate(() => window.seen.interactions.splice(0))
  for (let n = 0; n < CHATS; n += 1) {
    await rows.nth(n % 6).click()
    await expect(log(page).getByText(/./u).first()).toBeVisible()
    await composer(page).pressSequentially('Добрый день', { delay: 20 })
    await composer(page).fill('')
  }
  const times = await page.evaluate(() => window.seen.interactions)
  print('Interaction to next paint (over 16 ms)', times, 100)
}

function print(what: string, times: number[], wanted: number): void {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
  const verdict = at(0.95) <= wanted ? '' : '  MISSED'
  const figures = [at(0.5), at(0.95), at(1)].map((ms) => `${ms.toFixed(0)} ms`).join(', ')
  console.log(
    `${what}: p50, p95, max ${figures} (${times.length} times, wanted p95 ${wanted} ms)${verdict}`,
  )
}
