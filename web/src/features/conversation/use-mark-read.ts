import { useEffect, useState } from 'react'
import { api } from '@/shared/api/endpoints'
import type { ConversationRow, User } from '@/shared/api/types'
import { applyRows } from '@/shared/live/store'
import { mayReply } from '@/shared/session/session'

/** Marks a conversation read while an operator really looks at it. */
export function useMarkRead({ conversation }: ConversationRow, me: User, isShown: boolean): void {
  const isLooking = useLooking()
  const { id, unread, version } = conversation
  const isDue = isShown && isLooking && unread > 0 && mayReply(me.role)
  // biome-ignore lint/correctness/useExhaustiveDependencies: every newer version is marked anew
  useEffect(() => {
    if (!isDue) return
    api.markRead(id).then(
      (row) => applyRows({ conversations: [row], messages: [] }),
      // Tried again with the next message; nothing is lost but a badge.
      () => {},
    )
  }, [isDue, id, version])
}

/** The page is in front and the window has the focus. */
function useLooking(): boolean {
  const [isLooking, setLooking] = useState(isInFront)
  useEffect(() => {
    const look = () => setLooking(isInFront())
    window.addEventListener('focus', look)
    window.addEventListener('blur', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      window.removeEventListener('focus', look)
      window.removeEventListener('blur', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return isLooking
}

const isInFront = (): boolean => document.visibilityState === 'visible' && document.hasFocus()
