import { create } from 'zustand'
import type { Id } from '@/shared/api/types'
import { readStored, writeStored } from '@/shared/ui/stored'

const STORAGE_KEY = 'sufler.drafts'

interface DraftState {
  drafts: Readonly<Record<Id, string>>
}

/** Unsent texts, one for each conversation; they outlive the page. */
export const useDrafts = create<DraftState>()(() => ({ drafts: readDrafts() }))

export const useDraft = (id: Id): string => useDrafts(({ drafts }) => drafts[id] ?? '')

export function setDraft(id: Id, text: string): void {
  const { [id]: _, ...others } = useDrafts.getState().drafts
  const drafts = text === '' ? others : { ...others, [id]: text }
  useDrafts.setState({ drafts })
  writeStored(STORAGE_KEY, drafts)
}

function readDrafts(): Record<Id, string> {
  const stored = readStored(STORAGE_KEY)
  if (typeof stored !== 'object' || stored === null) return {}
  return Object.fromEntries(
    Object.entries(stored).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

// Another tab may have changed them.
window.addEventListener('storage', (event) => {
  if (event.key === STORAGE_KEY) useDrafts.setState({ drafts: readDrafts() })
})
