import { useEffect, useRef, useState } from 'react'
import { api } from '@/shared/api/endpoints'
import type { Id, PresenceEvent, Stance, User } from '@/shared/api/types'
import { useDraft } from '@/shared/drafts'
import { applyPresence, usePresence } from '@/shared/live/presence'
import { mayReply } from '@/shared/session/session'

/** Said again this often; the server forgets whoever is silent for longer than twice that. */
const REPEAT_MS = 10_000
/** After the last letter somebody no longer types. */
const TYPING_MS = 6_000
const NOBODY: PresenceEvent['people'] = []

/** Tells colleagues that this user is here, and who else is. */
export function useColleaguesHere(id: Id, me: User): PresenceEvent['people'] {
  const draft = useDraft(id)
  const people = usePresence((state) => state.people.get(id)) ?? NOBODY
  const isMember = mayReply(me.role)
  const isTyping = useIsTyping(draft)
  const typing = useRef(isTyping)

  useEffect(() => {
    if (!isMember) return
    const look = () => {
      if (document.visibilityState === 'visible') say(id, typing.current ? 'typing' : 'looking')
    }
    look()
    const timer = setInterval(look, REPEAT_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      say(id, 'away')
    }
  }, [id, isMember])

  useEffect(() => {
    typing.current = isTyping
    if (!isMember || !isTyping) return
    say(id, 'typing')
    return () => say(id, 'looking')
  }, [id, isMember, isTyping])

  return people.filter((person) => person.user_id !== me.id)
}

/** From a letter on until nothing was typed for a while; a draft that lay there is not typing. */
function useIsTyping(draft: string): boolean {
  const [isTyping, setTyping] = useState(false)
  const before = useRef(draft)
  useEffect(() => {
    if (before.current === draft) return
    before.current = draft
    setTyping(draft !== '')
    const timer = setTimeout(() => setTyping(false), TYPING_MS)
    return () => clearTimeout(timer)
  }, [draft])
  return isTyping
}

/** A hint: what is not delivered is said again soon. */
function say(id: Id, stance: Stance): void {
  api.presence(id, stance).then(applyPresence, () => {})
}
