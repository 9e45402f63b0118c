import { expect, it } from 'vitest'
import { fieldValue, inAnHour, timeOf, tomorrowMorning } from './snooze'

const noon = new Date(2026, 11, 31, 12, 5).getTime()

it('knows an hour and the next morning, also of a new year', () => {
  expect(inAnHour(noon) - noon).toBe(3_600_000)
  expect(new Date(tomorrowMorning(noon))).toEqual(new Date(2027, 0, 1, 9))
})

it('writes and reads the field, and takes only what is to come', () => {
  expect(fieldValue(noon)).toBe('2026-12-31T12:05')
  expect(timeOf(fieldValue(noon + 60_000), noon)).toBe(noon + 60_000)
  expect(timeOf('2026-12-31T12:05', noon)).toBeNull()
  expect(timeOf('', noon)).toBeNull()
})
