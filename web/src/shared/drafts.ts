import { create } from 'zustand'
import type { Id } from '@/shared/api/types'
import { readStored, writeStored } from '@/shared/ui/stored'

type Drafts = Readonly<Record<Id, string>>

interface DraftState {
  /** Where this user's drafts are kept: several people may share a browser. */
  storageKey: string | null
  drafts: Drafts
  /** What this user wrote on another device while something was being written here. */
  elsewhere: Drafts
  /** The last change came from another page, tab or device. */
  isForeign: boolean
}

/** Unsent texts, one for each conversation; they outlive the page. `drafts-sync` carries them between devices. */
export const useDrafts = create<DraftState>()(() => ({
  storageKey: null,
  drafts: {},
  elsewhere: {},
  isForeign: false,
}))

export const useDraft = (id: Id): string => useDrafts(({ drafts }) => drafts[id] ?? '')

export const currentDraft = (id: Id): string => useDrafts.getState().drafts[id] ?? ''

/** From now on drafts are those of this user. */
export function openDrafts(user: Id): void {
  const storageKey = `sufler.drafts.${user}`
  const drafts = readDrafts(storageKey)
  useDrafts.setState({ storageKey, drafts, elsewhere: {}, isForeign: true })
}

export const setDraft = (id: Id, text: string): void => put(id, text, false)

/** Takes what was written on another device. */
export const takeDraft = (id: Id, text: string): void => put(id, text, true)

/** Offers what was written on another device, or withdraws the offer. */
export function offerDraft(id: Id, text: string | null): void {
  useDrafts.setState(({ elsewhere: { [id]: _, ...others } }) => ({
    elsewhere: text === null ? others : { ...others, [id]: text },
  }))
}

function put(id: Id, text: string, isForeign: boolean): void {
  const { drafts: held, storageKey } = useDrafts.getState()
  const { [id]: _, ...others } = held
  const drafts = text === '' ? others : { ...others, [id]: text }
  useDrafts.setState({ drafts, isForeign })
  if (storageKey !== null) writeStored(storageKey, drafts)
}

function readDrafts(storageKey: string): Drafts {
  const stored = readStored(storageKey)
  if (typeof stored !== 'object' || stored === null) return {}
  return Object.fromEntries(
    Object.entries(stored).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

// Another tab may have changed them; it also tells the server.
window.addEventListener('storage', (event) => {
  const { storageKey } = useDrafts.getState()
  if (storageKey !== null && event.key === storageKey) {
    useDrafts.setState({ drafts: readDrafts(storageKey), isForeign: true })
  }
})
