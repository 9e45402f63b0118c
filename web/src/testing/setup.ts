import '@testing-library/jest-dom/vitest'
import { cleanup } from '@testing-library/react'
import i18next from 'i18next'
import { afterEach, beforeAll } from 'vitest'
import { startI18n } from '@/shared/i18n/i18n'

// jsdom lacks these; components only need them to exist.
window.matchMedia = (query) => ({
  matches: false,
  media: query,
  onchange: null,
  addEventListener: () => {},
  removeEventListener: () => {},
  addListener: () => {},
  removeListener: () => {},
  dispatchEvent: () => false,
})
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.defineProperty(document, 'fonts', {
  value: { addEventListener: () => {}, removeEventListener: () => {} },
})

// Components are rendered alone here: what the page fetches with them is there from the start.
const namespaces = Object.keys(import.meta.glob('../shared/i18n/ru/*.json')).map(
  (path) => path.split('/').at(-1)?.replace('.json', '') ?? path,
)
beforeAll(async () => {
  await startI18n()
  await i18next.loadNamespaces(namespaces)
})
afterEach(() => {
  cleanup()
  localStorage.clear()
})
