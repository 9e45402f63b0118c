/** Pictures of every page: desktop and phone, light and dark. `npm run screenshots`, then look at them. */
import type { Page } from '@playwright/test'
import { states } from '../mock/states'
import { expect, test } from '../page/fixture'

const OUT = '../../test-results/screenshots'

const layouts = [
  { name: 'desktop', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 360, height: 740 } },
]

for (const layout of layouts) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${layout.name} ${colorScheme}`, () => {
      test.use({ viewport: layout.viewport, colorScheme })
      for (const { name, path, user = true, open } of states) {
        test(name, async ({ page, server }) => {
          if (!user) server.user = null
          await page.goto(path)
          await expect(page.locator('h1').first()).toBeAttached()
          await page.waitForLoadState('networkidle')
          await open?.(page, server)
          await settled(page)
          await page.screenshot({ path: `${OUT}/${layout.name}-${colorScheme}-${name}.png` })
        })
      }
    })
  }
}

/** Pictures of a moment are of no use: transitions come to their end first, endless ones aside. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
        .map((animation) => animation.finished),
    ),
  )
}
