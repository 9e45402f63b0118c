import { create } from 'zustand'
import { readStored, writeStored } from '@/shared/ui/stored'

/** Whose new messages call the operator: of every chat, of chats people lead, of none. */
type Calls = 'all' | 'people' | 'none'

export interface AttentionSettings {
  sound: Calls
  /** Notifications of the browser while the page is not looked at; also needs the browser's leave. */
  notices: boolean
}

const STORAGE_KEY = 'sufler.attention'

export const useAttentionSettings = create<AttentionSettings>()(() => ({
  sound: 'all',
  notices: false,
  ...stored(),
}))

export function setAttention(change: Partial<AttentionSettings>): void {
  useAttentionSettings.setState(change)
  writeStored(STORAGE_KEY, useAttentionSettings.getState())
}

function stored(): Partial<AttentionSettings> {
  const held = readStored(STORAGE_KEY)
  if (typeof held !== 'object' || held === null) return {}
  const { sound, notices } = held as Record<string, unknown>
  return {
    ...(sound === 'all' || sound === 'people' || sound === 'none' ? { sound } : {}),
    ...(typeof notices === 'boolean' ? { notices } : {}),
  }
}
