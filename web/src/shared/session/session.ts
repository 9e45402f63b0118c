import { create } from 'zustand'
import { setCsrf } from '@/shared/api/http'
import type { Role, Session, User } from '@/shared/api/types'

interface SessionState {
  user: User | null
}

const useSession = create<SessionState>()(() => ({ user: null }))

export function enterSession(session: Session): void {
  setCsrf(session.csrf)
  useSession.setState({ user: session.user })
}

export function leaveSession(): void {
  setCsrf('')
  useSession.setState({ user: null })
}

export const currentUser = (): User | null => useSession.getState().user

/** The user; only for pages behind the login. */
export function useMe(): User {
  const user = useSession((state) => state.user)
  if (user === null) throw new Error('useMe outside a session')
  return user
}

/** Answering customers; the others only read. */
export const mayReply = (role: Role): boolean => role === 'admin' || role === 'operator'
export const mayManageAccounts = (role: Role): boolean => role === 'admin'
