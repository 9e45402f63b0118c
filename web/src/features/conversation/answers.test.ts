import { expect, it } from 'vitest'
import { message } from '@/testing/fixtures'
import { answersSince } from './answers'

const ME = 7
const by = (id: number, user_id: number) =>
  message({ id, author: { kind: 'operator', user_id }, delivery: 'sent' })

it('finds what the bot, a colleague or the app answered meanwhile', () => {
  const bot = message({ id: 3, author: { kind: 'bot' }, delivery: 'queued' })
  const app = message({ id: 6, author: { kind: 'native' }, delivery: 'sent' })
  const messages = [message({ id: 1 }), by(2, 8), bot, by(4, ME), by(5, 8), app, message({ id: 7 })]
  expect(answersSince(messages, 2, ME).map(({ id }) => id)).toEqual([3, 5, 6])
  expect(answersSince(messages, 6, ME)).toEqual([])
})

it('does not mind what never left, nor what lies beyond what is held', () => {
  const withdrawn = message({ id: 2, author: { kind: 'bot' }, delivery: 'cancelled' })
  expect(answersSince([message({ id: 1 }), withdrawn], 1, ME)).toEqual([])
  expect(answersSince([by(2, 8)], 1, ME)).toEqual([])
  expect(answersSince([by(2, 8)], null, ME)).toEqual([])
})
