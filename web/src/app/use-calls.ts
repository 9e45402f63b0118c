import { useNavigate } from '@tanstack/react-router'
import { type RefObject, useEffect, useRef } from 'react'
import type { Id, Message } from '@/shared/api/types'
import { callsOf, perform } from '@/shared/attention/call'
import { useAttentionSettings } from '@/shared/attention/settings'
import { useLive } from '@/shared/live/store'
import { useMe } from '@/shared/session/session'

/** Told of the messages the stream brings: rings and notifies as the operator wishes. */
export function useCalls(): RefObject<(messages: readonly Message[]) => void> {
  const me = useMe()
  const navigate = useNavigate()
  const listener = useRef<(messages: readonly Message[]) => void>(() => {})
  useEffect(() => {
    const open = (chat: Id) => void navigate({ to: '/inbox', search: { tab: 'all', chat } })
    listener.current = (messages) => {
      const rows = useLive.getState().conversations
      const calls = callsOf(
        messages,
        {
          me: me.id,
          open: openChat(),
          isVisible: document.visibilityState === 'visible' && document.hasFocus(),
          now: Date.now(),
          conversation: (id) => rows.get(id),
        },
        useAttentionSettings.getState(),
      )
      for (const call of calls) perform(call, open)
    }
  }, [me.id, navigate])
  return listener
}

/** The address says which chat is open. */
function openChat(): Id | null {
  const chat = Number(new URLSearchParams(location.search).get('chat'))
  return location.pathname === '/inbox' && chat > 0 ? chat : null
}
