import { describe, expect, it } from 'vitest'
import type { QuickReply } from '@/shared/api/types'
import { row } from '@/testing/fixtures'
import { conflicts, fill, fitting, keywordAt, matches, unfilled } from './expand'

function reply(id: number, keyword: string | null, rest: Partial<QuickReply> = {}): QuickReply {
  return {
    id,
    user_id: 7,
    scope: { kind: 'team' },
    title: `Ответ ${id}`,
    keyword,
    text: 'Здравствуйте!',
    uses: 0,
    revision: 1,
    updated_at: 0,
    ...rest,
  }
}

const bank = [reply(1, 'привет'), reply(2, 'ещё'), reply(3, 'доставка'), reply(4, 'доставка')]

describe('a keyword before the caret', () => {
  it.each([
    ['привет', 6, [1], [0, 6]],
    ['Добрый день. Привет', 19, [1], [13, 19]],
    ['еще', 3, [2], [0, 3]],
    ['ghbdtn', 6, [1], [0, 6]],
    // The comma of «б» and the grave of «ё» are letters on the other layout.
    ['to`', 3, [2], [0, 3]],
    ['доставка', 8, [3, 4], [0, 8]],
    ['привет ', 7, [], [0, 0]],
    ['приветик', 6, [], [0, 0]],
    ['приветик', 8, [], [0, 0]],
    ['', 0, [], [0, 0]],
  ])('%s|%i finds %j', (text, caret, ids, [start, end]) => {
    const found = keywordAt(text, caret, bank)
    expect(found?.replies.map(({ id }) => id) ?? []).toEqual(ids)
    if (found) expect(found.span).toEqual({ start, end })
  })
})

it('is offered in conversations of its account only', () => {
  const shop = reply(5, null, { scope: { kind: 'account', account_id: 10 } })
  expect(fitting([shop, reply(1, null)], 10)).toHaveLength(2)
  expect(fitting([shop, reply(1, null)], 11).map(({ id }) => id)).toEqual([1])
})

it('names others with the same keyword where both would answer', () => {
  const here = reply(6, 'Еще', { scope: { kind: 'account', account_id: 10 } })
  const there = reply(7, 'ещё', { scope: { kind: 'account', account_id: 11 } })
  const ids = (found: QuickReply[]) => found.map(({ id }) => id)
  expect(ids(conflicts(here, [...bank, here, there]))).toEqual([2])
  expect(ids(conflicts(reply(2, 'ещё'), [...bank, here, there]))).toEqual([6, 7])
  expect(conflicts(reply(8, null), [reply(9, null)])).toEqual([])
})

describe('variables', () => {
  const chat = row({
    item: {
      external_id: '1',
      title: 'Конвектор $&',
      price: '6 490 ₽',
      url: null,
      image_url: null,
      location: null,
    },
  })

  it('stand for the customer and the listing in both languages', () => {
    expect(fill('{Имя}, {товар} — {цена}. {name} {item} {price}', chat)).toBe(
      'Мария, Конвектор $& — 6 490 ₽. Мария Конвектор $& 6 490 ₽',
    )
  })

  it('stay where nothing is known, and are found', () => {
    const text = fill('Цена: {цена}. {код}', row())
    expect(text).toBe('Цена: {цена}. {код}')
    expect(unfilled(text)).toEqual({ start: 6, end: 12 })
    expect(unfilled('{код} {}')).toBeNull()
  })
})

it.each(['ДОСТАВКА', 'ljcnfdrf', 'здравст', 'ответ 3'])('search finds it by %s', (search) => {
  expect(matches(bank[2] as QuickReply, search)).toBe(true)
  expect(matches(bank[2] as QuickReply, `${search}ъъ`)).toBe(false)
})
