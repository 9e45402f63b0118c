import { expect, it } from 'vitest'
import { KEYS } from './keys-help'

const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.*'], {
  query: '?raw',
  import: 'default',
  eager: true,
})
const HOTKEY = /code: '(\w+)',((?: (?:alt|ctrl): true,)*) run:/gu

/** Hotkeys as they are bound, written as people read them. */
const bound = new Set(
  Object.values(sources).flatMap((text) =>
    [...text.matchAll(HOTKEY)].map(([, code = '', modifiers = '']) =>
      [
        modifiers.includes('ctrl') && 'Ctrl',
        modifiers.includes('alt') && 'Alt',
        code
          .replace(/^(?:Key|Digit)/u, '')
          .replace('Slash', '/')
          .replace('Escape', 'Esc'),
      ]
        .filter(Boolean)
        .join('+'),
    ),
  ),
)
const listed = KEYS.map(([, key]) => key as string)

it('every hotkey of the page stands in the list', () => {
  expect(bound.size).toBeGreaterThan(5)
  expect([...bound].filter((key) => !listed.includes(key))).toEqual([])
})

it('the list names no hotkey that nobody bound', () => {
  const combined = listed.filter((key) => /^(?:Alt|Ctrl)\+|^Esc$/u.test(key))
  expect(combined.filter((key) => !bound.has(key))).toEqual([])
})
