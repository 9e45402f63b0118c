import type { Change, Changes } from '@/shared/api/types'

export type Missed = Pick<Changes, 'conversations' | 'messages' | 'notes' | 'accounts'>

export interface SyncPort {
  fetchChanges(after: number, signal: AbortSignal): Promise<Changes>
  apply(changes: Missed): void
  /** Too much was missed: drop what is held and read it anew. */
  reset(): void
  /** True once nothing is missing, false from a break until it is made up for. */
  fresh(isFresh: boolean): void
  /** Waits before asking again after the given failed attempt. */
  pause(attempt: number): Promise<void>
}

/** More missed pages than this are read anew rather than replayed. */
const MAX_PAGES = 20

/**
 * Keeps the page complete over breaks. The stream may skip numbers (changes the user may not see),
 * so a gap can't be told from the numbers alone: after every `hello` the changes since the cursor are
 * read first, and only then does the stream move the cursor.
 */
export class Sync {
  /** Everything up to this version is held. `null` before the first list was read. */
  private cursor: number | null = null
  /** The largest version the stream brought since the last `hello`. */
  private streamed = 0
  private connected = false
  private run: AbortController | null = null

  constructor(private readonly port: SyncPort) {}

  /** A list was read at `version`. Only the first one fixes the cursor: later ones are newer. */
  snapshot(version: number): void {
    if (this.cursor !== null) return
    this.cursor = version
    if (this.connected) void this.catchUp()
  }

  hello(version: number): void {
    this.connected = true
    this.streamed = version
    void this.catchUp()
  }

  disconnected(): void {
    this.connected = false
    this.run?.abort()
    this.run = null
    this.port.fresh(false)
  }

  change(change: Change): void {
    this.streamed = Math.max(this.streamed, change.version)
    // A change may come before the `hello` of its connection: what was missed before it is not read yet.
    if (this.connected && this.run === null && this.cursor !== null) {
      this.cursor = Math.max(this.cursor, change.version)
    }
    this.port.apply({
      conversations: change.conversation ? [change.conversation] : [],
      messages: change.messages ?? [],
      notes: change.notes ?? [],
      accounts: change.account ? [change.account] : [],
    })
  }

  /** Reads what was missed; also worth calling when the tab wakes up. */
  async catchUp(): Promise<void> {
    if (this.cursor === null) {
      if (this.connected) this.port.fresh(true)
      return
    }
    this.run?.abort()
    const run = new AbortController()
    this.run = run
    for (let pages = 0, failures = 0; !run.signal.aborted; ) {
      try {
        const changes = await this.port.fetchChanges(this.cursor, run.signal)
        if (run.signal.aborted) return
        failures = 0
        pages += 1
        this.port.apply(changes)
        this.cursor = Math.max(this.cursor, changes.version)
        if (!changes.more) return this.finish()
        if (pages >= MAX_PAGES) return this.startAnew()
      } catch {
        if (run.signal.aborted) return
        failures += 1
        await this.port.pause(failures)
      }
    }
  }

  private finish(): void {
    this.run = null
    this.cursor = Math.max(this.cursor ?? 0, this.streamed)
    if (this.connected) this.port.fresh(true)
  }

  private startAnew(): void {
    this.run = null
    this.cursor = null
    this.port.reset()
  }
}
