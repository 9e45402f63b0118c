import { test as base, expect, type Page } from '@playwright/test'
import * as data from '../mock/data'
import { MockServer } from '../mock/server'
import { complaintsOf } from '../support/complaints'

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
    const complaints = complaintsOf(page)
    await page.clock.setFixedTime(data.NOW)
    await withPolicy(page)
    await use(await MockServer.on(page))
    expect(complaints).toEqual([])
  },
})

export { expect }

/** Serves the page's documents as our server does: a fresh nonce and a strict policy. */
async function withPolicy(page: Page): Promise<void> {
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
