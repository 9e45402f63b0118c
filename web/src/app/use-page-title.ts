import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/shared/live/store'
import { useMe } from '@/shared/session/session'

/** The page's name, and how many chats wait for this operator, in the title and on the icon. */
export function usePageTitle(section: 'nav.inbox' | 'nav.accounts'): void {
  const { t } = useTranslation()
  const me = useMe()
  const unread = useLive(({ conversations }) => {
    let count = 0
    for (const { conversation } of conversations.values()) {
      const { owner } = conversation
      const isMine =
        owner.kind === 'queue' || (owner.kind === 'operator' && owner.user_id === me.id)
      if (isMine && conversation.unread > 0 && conversation.status !== 'closed') count += 1
    }
    return count
  })
  const title = `${unread > 0 ? `(${unread}) ` : ''}${t(section)} — ${t('product')}`
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    icon?.setAttribute('href', unread > 0 ? '/favicon-unread.svg' : '/favicon.svg')
    // On the icon of the installed page; elsewhere the browser has no such thing.
    const badge = unread > 0 ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.()
    badge?.catch(() => {})
  }, [unread])
}
