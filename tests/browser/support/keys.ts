/** Getting about by keyboard alone: what keys do not lead to is out of reach. */
import { expect, type Locator, type Page } from '@playwright/test'

/** More presses than this nobody would make. */
const FAR = 60

/** Leads from control to control. */
type Step = 'Tab' | 'Shift+Tab' | 'ArrowDown' | 'ArrowUp' | 'ArrowRight'

/** Presses a key until the control has focus. */
export async function reach(target: Locator, step: Step = 'Tab'): Promise<void> {
  const page = target.page()
  await expect(target.first()).toBeVisible()
  const passed: string[] = []
  while (!(await hasFocus(target))) {
    if (passed.length === FAR) {
      throw new Error(`${step} misses ${target}: ${[...new Set(passed)].join(' → ')}`)
    }
    await page.keyboard.press(step)
    passed.push(await focused(page))
  }
}

/** Goes to the control and presses it. */
export async function press(target: Locator, step: Step = 'Tab'): Promise<void> {
  await reach(target, step)
  await target.page().keyboard.press('Enter')
}

/** Presses the button of a menu, then one of its items. */
export async function choose(button: Locator, item: string | RegExp, step: Step = 'Tab') {
  const page = button.page()
  await press(button, step)
  await holdsFocus(page.getByRole('menu'))
  await press(page.getByRole('menuitem', { name: item }), 'ArrowDown')
}

/** Writes into the field in place of what it holds. */
export async function write(field: Locator, text: string, step: Step = 'Tab'): Promise<void> {
  await reach(field, step)
  await field.page().keyboard.press('Control+KeyA')
  await field.page().keyboard.type(text)
}

/** A window that has just opened takes focus; whoever is quicker presses into what lies behind. */
export const holdsFocus = (pane: Locator): Promise<void> =>
  expect(pane.locator(':focus')).toHaveCount(1)

const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluateAll((found) => found.some((one) => one === document.activeElement))

/** What has focus, in words. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement ?? document.body
    const name = element.getAttribute('aria-label') ?? element.textContent ?? ''
    return `${element.tagName.toLowerCase()} «${name.trim().slice(0, 30)}»`
  })
