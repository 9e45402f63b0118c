import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Owner } from '@/shared/api/types'
import { me, message, row } from '@/testing/fixtures'
import { callsOf, type Situation } from './call'
import { once } from './once'

const NOW = 1_000_000
const mine: Owner = { kind: 'operator', user_id: me.id }

function calls(
  { owner = mine, ...situation }: Partial<Situation> & { owner?: Owner },
  rest: Parameters<typeof message>[0] = {},
  settings: Parameters<typeof callsOf>[2] = { sound: 'all', notices: true },
) {
  return callsOf(
    [message({ at: NOW - 1000, ...rest })],
    {
      me: me.id,
      open: null,
      isVisible: false,
      now: NOW,
      conversation: () => row({ owner }),
      ...situation,
    },
    settings,
  ).map(({ sound, notice }) => ({ sound, notice }))
}

const both = [{ sound: true, notice: true }]

describe('a message calls', () => {
  it('by sound and notice while the page is not looked at', () => expect(calls({})).toEqual(both))
  it('by sound alone while another chat is looked at', () =>
    expect(calls({ isVisible: true, open: 5 })).toEqual([{ sound: true, notice: false }]))
  it('by sound alone where the bot leads', () =>
    expect(calls({ owner: { kind: 'bot' } })).toEqual([{ sound: true, notice: false }]))
  it('from the queue', () => expect(calls({ owner: { kind: 'queue' } })).toEqual(both))
})

describe('nobody is called', () => {
  it.each([
    ['by what is looked at', { isVisible: true, open: 1 }, {}],
    ['by a colleague’s chat', { owner: { kind: 'operator', user_id: 8 } as Owner }, {}],
    ['by the bot’s words', {}, { author: { kind: 'bot' as const } }],
    ['by what was said last night', {}, { at: NOW - 70_000 }],
    ['by a chat the page does not know', { conversation: () => undefined }, {}],
  ])('%s', (_, situation, rest) => expect(calls(situation, rest)).toEqual([]))

  it('against their settings', () => {
    const bots = { owner: { kind: 'bot' } as Owner }
    expect(calls(bots, {}, { sound: 'people', notices: true })).toEqual([])
    expect(calls({}, {}, { sound: 'none', notices: false })).toEqual([])
  })
})

describe('one tab of several does it', () => {
  afterEach(() => vi.unstubAllGlobals())

  const tell = async () => {
    const done: string[] = []
    const tabs = [1, 2, 3].map((tab) => once('sound.7', 1, () => done.push(`tab ${tab}`)))
    const other = once('sound.8', 1, () => done.push('another'))
    await Promise.all([...tabs, other])
    return done
  }

  it('by a note in the storage', async () => {
    vi.stubGlobal('navigator', {})
    expect(await tell()).toEqual(['tab 1', 'another'])
  })

  it('by a lock, when the note of one process is not seen by the others yet', async () => {
    vi.stubGlobal('navigator', { locks: locks() })
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} })
    expect(await tell()).toEqual(['tab 1', 'another'])
  })
})

/** What the browser's locks do for those who do not wait. */
function locks() {
  const held = new Set<string>()
  return {
    async request(name: string, _: object, use: (lock: object | null) => Promise<void>) {
      if (held.has(name)) return use(null)
      held.add(name)
      await use({ name })
      held.delete(name)
    },
  }
}
