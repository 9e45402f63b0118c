import { afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest'
import { api } from './api/endpoints'
import type { Unsent } from './api/types'
import { openDrafts, setDraft, useDrafts } from './drafts'
import { type DraftsSync, syncDrafts } from './drafts-sync'

const draft = () => useDrafts.getState().drafts[1] ?? ''
const elsewhere = () => useDrafts.getState().elsewhere[1]
const event = (text: string, revision: number) => ({
  conversation_id: 1,
  text,
  revision,
  page: 'another',
})

let sync: DraftsSync
let put: MockInstance<typeof api.putUnsent>
let kept: Unsent[]

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  openDrafts(7)
  kept = []
  let revision = 0
  put = vi.spyOn(api, 'putUnsent').mockImplementation(async (id, { text }) => {
    revision += 1
    return { conversation_id: id, text, revision, at: 0 }
  })
  vi.spyOn(api, 'unsent').mockImplementation(async () => kept)
  sync = syncDrafts(7)
})

afterEach(() => {
  sync.stop()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it('tells the server after a quiet, once', async () => {
  setDraft(1, 'До')
  setDraft(1, 'Добрый')
  await vi.advanceTimersByTimeAsync(599)
  expect(put).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(put.mock.calls.map(([id, body]) => [id, body.text])).toEqual([[1, 'Добрый']])
  setDraft(1, '')
  await vi.advanceTimersByTimeAsync(600)
  expect(put.mock.calls.at(-1)?.[1].text).toBe('')
})

it('tries again when the network is back', async () => {
  put.mockRejectedValueOnce(new Error('offline'))
  setDraft(1, 'Добрый')
  await vi.advanceTimersByTimeAsync(600)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(put).toHaveBeenCalledTimes(2)
})

it('takes what another device wrote where nothing is being written', async () => {
  sync.onUnsent(event('С телефона', 50))
  expect(draft()).toBe('С телефона')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(put).not.toHaveBeenCalled()
  sync.onUnsent(event('старое', 49))
  expect(draft()).toBe('С телефона')
  sync.onUnsent(event('', 51))
  expect(draft()).toBe('')
})

it('never overwrites what is being typed: it offers the other text', async () => {
  setDraft(1, 'Пишу здесь')
  sync.onUnsent(event('Пишу там', 50))
  expect([draft(), elsewhere()]).toEqual(['Пишу здесь', 'Пишу там'])
  setDraft(1, '')
  expect(elsewhere()).toBeUndefined()
})

it('finds on connecting what was written elsewhere, and brings what the server has not', async () => {
  kept = [{ conversation_id: 1, text: 'С работы', revision: 9, at: 0 }]
  setDraft(2, 'Только здесь')
  await sync.onHello()
  expect(draft()).toBe('С работы')
  await vi.advanceTimersByTimeAsync(600)
  expect(put.mock.calls.map(([id]) => id)).toEqual([2])

  kept = []
  await vi.advanceTimersByTimeAsync(10_000)
  await sync.onHello()
  expect(draft(), 'sent or dropped elsewhere').toBe('')
})
