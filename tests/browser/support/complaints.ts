import type { Page } from '@playwright/test'

/** Collects what must never happen on a page: uncaught errors and breaches of the content security policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (/Content Security Policy/u.test(message.text())) complaints.push(message.text())
  })
  return complaints
}
