import AxeBuilder from 'axe-core'
import { test as base, expect, type Page } from '@playwright/test'
import * as data from '../mock/data'
import { MockServer } from '../mock/server'

/** The policy the server sends; see `server/src/assets.rs`. */
const NONCE = 'story'
const POLICY = [
  "default-src 'self'",
  `script-src 'self' 'nonce-${NONCE}'`,
  `style-src 'self' 'nonce-${NONCE}'`,
  "img-src 'self' data: blob: https: http:",
  "media-src 'self' blob: https: http:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

interface Story {
  server: MockServer
}

/** A story on the page alone: the API is played, the clock stands still, nothing may break the policy. */
export const test = base.extend<Story>({
  server: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (/Content Security Policy/u.test(message.text())) complaints.push(message.text())
    })
    await page.clock.setFixedTime(data.NOW)
    await withPolicy(page)
    await use(await MockServer.on(page))
    expect(complaints).toEqual([])
  },
})

export { expect }

/** Serves the page's documents as our server does: a fresh nonce and a strict policy. */
export async function withPolicy(page: Page): Promise<void> {
  await page.route(
    (url) => !/\.\w+$/u.test(url.pathname),
    async (route) => {
      if (route.request().resourceType() !== 'document') return route.fallback()
      const response = await route.fetch()
      await route.fulfill({
        response,
        headers: { ...response.headers(), 'content-security-policy': POLICY },
        body: (await response.text()).replace('__CSP_NONCE__', NONCE),
      })
    },
  )
}

/** Breaches of WCAG 2.2 AA on the page as it stands. */
export async function breaches(page: Page): Promise<string[]> {
  // Evaluated by the debugger, so the page's policy does not stand in the way.
  await page.evaluate(AxeBuilder.source)
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: typeof AxeBuilder }).axe
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
    )
  })
}

export const list = (page: Page) => page.getByRole('list', { name: 'Список диалогов' })
export const log = (page: Page) => page.getByRole('log')
export const composer = (page: Page) => page.getByRole('textbox', { name: 'Ответ клиенту' })
