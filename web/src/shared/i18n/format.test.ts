import { describe, expect, it } from 'vitest'
import { clock, dayHeading, decimal, listTime, percent, span } from './format'

const now = new Date(2026, 4, 14, 14, 5).getTime()
const daysAgo = (days: number) => new Date(2026, 4, 14 - days, 9, 7).getTime()
/** No-break spaces differ between versions of the language data. */
const plain = (text: string) => text.replace(/\s/gu, ' ')

describe('times in the list', () => {
  it.each([
    ['today', 0, '09:07', '09:07'],
    ['yesterday', 1, 'вчера', 'yesterday'],
    ['this week', 3, 'пн', 'Mon'],
    ['earlier', 30, '14.04.26', '14/04/26'],
  ])('%s', (_, days, ru, en) => {
    expect(listTime('ru', daysAgo(days), now)).toBe(ru)
    expect(listTime('en', daysAgo(days), now)).toBe(en)
  })

  it('a clock that runs ahead still shows the time', () => {
    expect(listTime('ru', now + 60_000, now)).toBe('14:06')
  })
})

it('names the days of a chat', () => {
  expect(dayHeading('ru', daysAgo(0), now)).toBe('Сегодня')
  expect(dayHeading('ru', daysAgo(1), now)).toBe('Вчера')
  expect(dayHeading('ru', daysAgo(10), now)).toBe('4 мая')
  expect(plain(dayHeading('ru', new Date(2025, 4, 4).getTime(), now))).toBe('4 мая 2025 г.')
})

it.each([
  [10_000, '1 мин'],
  [7 * 60_000, '7 мин'],
  [3 * 3_600_000 + 50 * 60_000, '3 ч'],
  [50 * 3_600_000, '2 дн.'],
])('%i ms is %s', (ms, text) => {
  expect(plain(span('ru', ms))).toBe(text)
})

it('writes numbers as the language does', () => {
  expect(plain(decimal('ru', 1250.5))).toBe('1 250,5')
  expect(plain(percent('ru', 0.914))).toBe('91 %')
  expect(percent('en', 0.914)).toBe('91%')
  expect(clock('ru', now)).toBe('14:05')
})
