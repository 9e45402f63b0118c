import { IconAntennaBars5, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { span } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { useLive } from '@/shared/live/store'
import { useNow } from '@/shared/ui/use-now'
import classes from './connection-pill.module.css'

const icons = {
  connecting: IconRefresh,
  live: IconAntennaBars5,
  reconnecting: IconRefresh,
  offline: IconPlugConnectedX,
}

/** Whether what the page shows is complete, and how old it is when it is not. */
export function ConnectionPill() {
  const { t } = useTranslation()
  const language = useLanguage()
  const now = useNow()
  const link = useLive((state) => state.link)
  const freshAt = useLive((state) => state.freshAt)
  const Icon = icons[link]
  const isStale = (link === 'reconnecting' || link === 'offline') && freshAt !== null
  return (
    <span className={classes.pill} data-link={link} role="status">
      <Icon size={16} stroke={1.75} aria-hidden />
      <span>{t(`link.${link}`)}</span>
      {isStale && <span>{t('link.age', { age: span(language, Math.max(0, now - freshAt)) })}</span>}
    </span>
  )
}
