import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/session/session'
import { Dialog } from '@/shared/ui/dialog'
import classes from './notices.module.css'
import { PushSettings } from './push-settings'
import { TelegramChat } from './telegram-chat'

/** «Уведомления»: pushes to this and other devices; the colleagues' chat for admins. */
export function NoticesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['notices', 'common'])
  const me = useMe()
  return (
    <Dialog onClose={onClose} size="lg" title={t('title')}>
      <div className={classes.dialog}>
        <PushSettings />
        {me.role === 'admin' && <TelegramChat />}
      </div>
    </Dialog>
  )
}
