import type { Page } from '@playwright/test'

/** Notes the volume of what is played instead of playing it; before the page is opened. */
export async function countRings(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const rung: number[] = []
    Object.assign(window, { rung })
    HTMLMediaElement.prototype.play = function () {
      rung.push(this.volume)
      return Promise.resolve()
    }
  })
}

/** Volumes of what was played so far. */
export const rung = (page: Page) =>
  page.evaluate(() => (window as unknown as { rung: number[] }).rung)
