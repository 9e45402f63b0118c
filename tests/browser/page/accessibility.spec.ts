import { states } from '../mock/states'
import { breaches } from '../support/axe'
import { expect, test } from './fixture'

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 360, height: 740 },
  ]) {
    test.describe(`${colorScheme} ${viewport.width}`, () => {
      test.use({ colorScheme, viewport })
      for (const { name, path, user = true, open } of states) {
        test(name, async ({ page, server }) => {
          if (!user) server.user = null
          await page.goto(path)
          await expect(page.locator('h1').first()).toBeAttached()
          await page.waitForLoadState('networkidle')
          await open?.(page, server)
          expect(await breaches(page)).toEqual([])
        })
      }
    })
  }
}
