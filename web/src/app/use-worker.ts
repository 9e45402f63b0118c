import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { api } from '@/shared/api/endpoints'
import { onOpenAsked } from '@/shared/worker'

/** Said again before the server forgets it. */
const LOOK_EVERY_MS = 30_000

/** Opens what a push was clicked for, and tells the server while somebody looks at the page: nobody is pushed then. */
export function useWorker(): void {
  const router = useRouter()
  useEffect(() => onOpenAsked((address) => router.history.push(address)), [router])
  useEffect(() => {
    let said = false
    const look = () => {
      const looking = document.visibilityState === 'visible' && document.hasFocus()
      if (looking || said) void api.look(looking).catch(() => {})
      said = looking
    }
    look()
    const timer = setInterval(look, LOOK_EVERY_MS)
    const events = ['focus', 'blur', 'pagehide'] as const
    document.addEventListener('visibilitychange', look)
    for (const event of events) window.addEventListener(event, look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      for (const event of events) window.removeEventListener(event, look)
    }
  }, [])
}
