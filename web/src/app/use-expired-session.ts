import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { onSessionExpired } from '@/shared/api/http'
import { isInSession, leaveSession } from '@/shared/session/session'

/** Sends to the login when the server no longer knows the session, and back afterwards. */
export function useExpiredSession(): void {
  const router = useRouter()
  useEffect(
    () =>
      onSessionExpired(() => {
        // Several calls fail at once; the first of them leads away.
        if (!isInSession()) return
        leaveSession()
        const next = router.state.location.href
        void router.navigate({ to: '/login', search: { next, expired: true } })
      }),
    [router],
  )
}
