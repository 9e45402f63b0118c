import { create } from 'zustand'
import type { Id } from '@/shared/api/types'
import { readStored, writeStored } from '@/shared/ui/stored'

type Drafts = Readonly<Record<Id, string>>

interface DraftState {
  /** Where this user's drafts are kept: several people may share a browser. */
  storageKey: string | null
  drafts: Drafts
}

/** Unsent texts, one for each conversation; they outlive the page. */
export const useDrafts = create<DraftState>()(() => ({ storageKey: null, drafts: {} }))

export const useDraft = (id: Id): string => useDrafts(({ drafts }) => drafts[id] ?? '')

export const currentDraft = (id: Id): string => useDrafts.getState().drafts[id] ?? ''

/** From now on drafts are those of this user. */
export function openDrafts(user: Id): void {
  const storageKey = `sufler.drafts.${user}`
  useDrafts.setState({ storageKey, drafts: readDrafts(storageKey) })
}

export function setDraft(id: Id, text: string): void {
  const { drafts: held, storageKey } = useDrafts.getState()
  const { [id]: _, ...others } = held
  const drafts = text === '' ? others : { ...others, [id]: text }
  useDrafts.setState({ drafts })
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

// Another tab may have changed them.
window.addEventListener('storage', (event) => {
  const { storageKey } = useDrafts.getState()
  if (storageKey !== null && event.key === storageKey) {
    useDrafts.setState({ drafts: readDrafts(storageKey) })
  }
})
