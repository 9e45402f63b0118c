import { beforeEach, describe, expect, it } from 'vitest'
import type { Change, Changes } from '@/shared/api/types'
import { row } from '@/testing/fixtures'
import { Sync } from './sync'

type Answer = Changes | Error

/** A server's answers in turn, and a record of what happened. */
class Port {
  readonly asked: number[] = []
  readonly applied: number[] = []
  readonly fresh: boolean[] = []
  resets = 0
  pauses = 0
  private waiting: ((answer: Answer) => void)[] = []

  readonly port = {
    fetchChanges: (after: number) => {
      this.asked.push(after)
      return new Promise<Changes>((resolve, reject) => {
        this.waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
      })
    },
    apply: ({ conversations }: Pick<Changes, 'conversations'>) => {
      this.applied.push(...conversations.map((held) => held.conversation.version))
    },
    reset: () => {
      this.resets += 1
    },
    isFresh: (isFresh: boolean) => this.fresh.push(isFresh),
    pause: async () => {
      this.pauses += 1
    },
  }

  async answer(answer: Answer): Promise<void> {
    this.waiting.shift()?.(answer)
    await settled()
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))
const changes = (version: number, more = false): Changes => ({
  conversations: [row({ version })],
  messages: [],
  notes: [],
  accounts: [],
  version,
  more,
})
const change = (version: number): Change => ({ version, conversation: row({ version }) })

describe('Sync', () => {
  let server: Port
  let sync: Sync
  beforeEach(() => {
    server = new Port()
    sync = new Sync({ ...server.port, fresh: server.port.isFresh })
  })

  it('asks for what was committed between the list and the stream', async () => {
    sync.snapshot(8)
    sync.hello(10)
    expect(server.asked).toEqual([8])
    await server.answer(changes(10))
    expect(server.applied).toEqual([10])
    expect(server.fresh).toEqual([true])
  })

  it('asks from where it stood when a change comes before the hello of a new connection', async () => {
    sync.snapshot(8)
    sync.hello(8)
    await server.answer(changes(8))
    sync.disconnected()
    sync.change(change(12))
    sync.hello(12)
    expect(server.asked).toEqual([8, 8])
  })

  it('asks just the same when the stream was open first', async () => {
    sync.hello(10)
    sync.change(change(11))
    sync.snapshot(8)
    expect(server.asked).toEqual([8])
  })

  it('takes the first list as the start: later ones are newer', async () => {
    sync.snapshot(8)
    sync.snapshot(12)
    sync.hello(12)
    expect(server.asked).toEqual([8])
  })

  it('goes on from the last change it saw after a break', async () => {
    sync.snapshot(8)
    sync.hello(8)
    await server.answer(changes(8))
    sync.change(change(9))
    sync.change(change(12))
    sync.disconnected()
    sync.hello(20)
    expect(server.asked).toEqual([8, 12])
    expect(server.fresh).toEqual([true, false])
  })

  it('does not let the stream move the cursor while something may still be missing', async () => {
    sync.snapshot(8)
    sync.hello(10)
    sync.change(change(15))
    sync.disconnected()
    sync.hello(20)
    expect(server.asked).toEqual([8, 8])
    expect(server.applied).toEqual([15])
  })

  it('reads every page', async () => {
    sync.snapshot(1)
    sync.hello(9)
    await server.answer(changes(5, true))
    await server.answer(changes(9))
    expect(server.asked).toEqual([1, 5])
    expect(server.fresh).toEqual([true])
  })

  it('tries again after a failure and is not fresh before it succeeds', async () => {
    sync.snapshot(1)
    sync.hello(9)
    await server.answer(new Error('no network'))
    expect(server.pauses).toBe(1)
    expect(server.fresh).toEqual([])
    await server.answer(changes(9))
    expect(server.fresh).toEqual([true])
  })

  it('drops an answer that comes after the line broke', async () => {
    sync.snapshot(1)
    sync.hello(9)
    sync.disconnected()
    await server.answer(changes(9))
    expect(server.applied).toEqual([])
  })

  it('starts anew when far too much was missed', async () => {
    sync.snapshot(1)
    sync.hello(10_000)
    for (let page = 1; page <= 20; page += 1) await server.answer(changes(1 + page, true))
    expect(server.resets).toBe(1)
    sync.snapshot(10_000)
    expect(server.asked.at(-1)).toBe(10_000)
  })
})
