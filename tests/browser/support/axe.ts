import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** Breaches of WCAG 2.2 AA on the page as it stands, each with its element and what to do. */
export async function breaches(page: Page): Promise<string[]> {
  // Evaluated by the debugger, so the page's policy does not stand in the way.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const runner = (globalThis as unknown as { axe: typeof axe }).axe
    const { violations, passes } = await runner.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    if (passes.length === 0) throw new Error('axe looked at nothing')
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
    )
  })
}
