/**
 * Carries drafts between this user's devices. What is written here goes to the server after a short quiet;
 * what comes from elsewhere is taken where nothing is being written, and only offered where something is.
 */
import { api } from './api/endpoints'
import type { Id, UnsentEvent } from './api/types'
import { offerDraft, takeDraft, useDrafts } from './drafts'
import { readStored, writeStored } from './ui/stored'

const QUIET_MS = 600
const AGAIN_MS = 5_000
/** Whoever typed this lately is still writing. */
const WRITING_MS = 5_000

export interface DraftsSync {
  onUnsent(event: UnsentEvent): void
  onHello(): Promise<void>
  stop(): void
}

export function syncDrafts(user: Id): DraftsSync {
  const storageKey = `sufler.unsent.${user}`
  const page = pageId()
  /** What the server holds, as far as this browser knows. */
  const known = readKnown(storageKey)
  const revisions = new Map<Id, number>()
  const typedAt = new Map<Id, number>()
  const timers = new Map<Id, ReturnType<typeof setTimeout>>()

  const here = (id: Id) => useDrafts.getState().drafts[id] ?? ''
  const isDirty = (id: Id) => here(id) !== (known.get(id) ?? '')
  const isWriting = (id: Id) => Date.now() - (typedAt.get(id) ?? 0) < WRITING_MS

  const know = (id: Id, text: string, revision?: number) => {
    if (text === '') known.delete(id)
    else known.set(id, text)
    if (revision !== undefined) revisions.set(id, Math.max(revision, revisions.get(id) ?? 0))
    writeStored(storageKey, Object.fromEntries(known))
  }
  const send = async (id: Id) => {
    clearTimeout(timers.get(id))
    timers.delete(id)
    if (!isDirty(id)) return
    const text = here(id)
    try {
      const kept = await api.putUnsent(id, { text, page })
      if (kept.revision >= (revisions.get(id) ?? 0)) know(id, text, kept.revision)
    } catch {
      // Kept in the browser meanwhile.
      later(id, AGAIN_MS)
    }
  }
  const later = (id: Id, ms: number) => {
    clearTimeout(timers.get(id))
    timers.set(
      id,
      setTimeout(() => void send(id), ms),
    )
  }
  const flush = () => {
    if (document.visibilityState === 'hidden') for (const id of [...timers.keys()]) void send(id)
  }
  const receive = (id: Id, text: string, revision?: number) => {
    if (revision !== undefined && revision <= (revisions.get(id) ?? 0)) return
    if (text === here(id)) offerDraft(id, null)
    else if (!isDirty(id) && !isWriting(id)) takeDraft(id, text)
    else if (text !== '' && text !== known.get(id)) offerDraft(id, text)
    know(id, text, revision)
  }

  const unsubscribe = useDrafts.subscribe(({ drafts, isForeign }, before) => {
    if (drafts === before.drafts) return
    for (const id of changed(drafts, before.drafts)) {
      if (isForeign) {
        know(id, drafts[id] ?? '')
        continue
      }
      typedAt.set(id, Date.now())
      // What is sent or dropped has nothing to be weighed against any more.
      if (drafts[id] === undefined) offerDraft(id, null)
      later(id, QUIET_MS)
    }
  })
  document.addEventListener('visibilitychange', flush)

  return {
    onUnsent: (event) => {
      if (event.page !== page) receive(event.conversation_id, event.text, event.revision)
    },
    onHello: async () => {
      try {
        const kept = new Map((await api.unsent()).map((unsent) => [unsent.conversation_id, unsent]))
        const ids = new Set([...kept.keys(), ...known.keys(), ...ownIds()])
        for (const id of ids) {
          const there = kept.get(id)
          const isNews = (there?.text ?? '') !== (known.get(id) ?? '')
          if (isNews) receive(id, there?.text ?? '', there?.revision)
          if (isDirty(id)) later(id, QUIET_MS)
        }
      } catch {
        // The next connection asks again.
      }
    },
    stop: () => {
      unsubscribe()
      document.removeEventListener('visibilitychange', flush)
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}

const ownIds = (): Id[] => Object.keys(useDrafts.getState().drafts).map(Number)

function changed(a: Readonly<Record<Id, string>>, b: Readonly<Record<Id, string>>): Id[] {
  const ids = new Set([...Object.keys(a), ...Object.keys(b)].map(Number))
  return [...ids].filter((id) => a[id] !== b[id])
}

function readKnown(storageKey: string): Map<Id, string> {
  const stored = readStored(storageKey)
  if (typeof stored !== 'object' || stored === null) return new Map()
  const entries = Object.entries(stored).filter(([, text]) => typeof text === 'string')
  return new Map(entries.map(([id, text]) => [Number(id), text as string]))
}

function pageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
