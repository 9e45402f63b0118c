import { create } from 'zustand'
import { setCsrf } from '@/shared/api/http'
import type { Role, Session, User } from '@/shared/api/types'
import { openDrafts } from '@/shared/drafts'

interface SessionState {
  /** Kept after the session has ended: the page still shows it until the login is there. */
  user: User | null
  isOpen: boolean
}

const useSession = create<SessionState>()(() => ({ user: null, isOpen: false }))

export function enterSession({ user, csrf }: Session): void {
  setCsrf(csrf)
  openDrafts(user.id)
  useSession.setState({ user, isOpen: true })
}

export function leaveSession(): void {
  setCsrf('')
  useSession.setState({ isOpen: false })
}

export const isInSession = (): boolean => useSession.getState().isOpen

/** There was a session since the page was loaded, and it ended by itself. */
export function hasSessionEnded(): boolean {
  const { user, isOpen } = useSession.getState()
  return user !== null && !isOpen
}

/** The user; only for pages behind the login. */
export function useMe(): User {
  const user = useSession((state) => state.user)
  if (user === null) throw new Error('useMe outside a session')
  return user
}

/** Whether what one may see and do, the other may. */
export const hasSameRights = (one: User, other: User): boolean =>
  one.role === other.role && String(one.accounts) === String(other.accounts)

/** Answering customers; the others only read. */
export const mayReply = (role: Role): boolean => role === 'admin' || role === 'operator'
/** Seeing how the bot came to its answers. */
export const mayAudit = (role: Role): boolean => role !== 'viewer'
/** Reading and writing notes among colleagues. */
export const mayNote = mayAudit
export const mayManageAccounts = (role: Role): boolean => role === 'admin'
