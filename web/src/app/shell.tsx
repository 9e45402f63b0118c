import { IconMessages, IconPlugConnected } from '@tabler/icons-react'
import { Link, Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { withTexts } from '@/shared/i18n/later'
import { useHotkeys } from '@/shared/ui/hotkeys'
import { ConnectionPill } from './connection-pill'
import { LiveProvider } from './live-provider'
import classes from './shell.module.css'
import { useExpiredSession } from './use-expired-session'
import { useWorker } from './use-worker'

// Menus and dialogs come after the first paint.
const UserMenu = lazy(async () => ({ default: (await import('./user-menu')).UserMenu }))
const PasswordForm = lazy(async () => ({
  default: (await withTexts('session', () => import('@/features/session/password-form')))
    .PasswordForm,
}))
const NoticesDialog = lazy(async () => ({
  default: (await withTexts('notices', () => import('@/features/notices/notices-dialog')))
    .NoticesDialog,
}))
const KeysHelp = lazy(async () => ({ default: (await import('./keys-help')).KeysHelp }))

/** The frame of every page behind the login: sections, connection, user. */
export function Shell() {
  const { t } = useTranslation()
  const [isHelp, setHelp] = useState(false)
  const [isPassword, setPassword] = useState(false)
  const [isNotices, setNotices] = useState(false)
  useExpiredSession()
  useWorker()
  useHotkeys([{ code: 'Slash', ctrl: true, run: () => setHelp((shown) => !shown) }])
  return (
    <LiveProvider>
      <div className={classes.shell}>
        <a className={classes.skip} href="#content">
          {t('nav.skip')}
        </a>
        <nav className={classes.rail} aria-label={t('nav.label')}>
          <Link to="/inbox" className={classes.section} activeOptions={{ includeSearch: false }}>
            <IconMessages size={22} stroke={1.5} aria-hidden />
            {t('nav.inbox')}
          </Link>
          <Link to="/accounts" className={classes.section}>
            <IconPlugConnected size={22} stroke={1.5} aria-hidden />
            {t('nav.accounts')}
          </Link>
          <span className={classes.space} />
          <ConnectionPill />
          <Suspense fallback={<span className={classes.user} />}>
            <UserMenu
              onKeys={() => setHelp(true)}
              onNotices={() => setNotices(true)}
              onPassword={() => setPassword(true)}
            />
          </Suspense>
        </nav>
        <main id="content" className={classes.content} tabIndex={-1}>
          <Outlet />
        </main>
        <Suspense>
          {isHelp && <KeysHelp onClose={() => setHelp(false)} />}
          {isNotices && <NoticesDialog onClose={() => setNotices(false)} />}
          {isPassword && <PasswordForm onClose={() => setPassword(false)} />}
        </Suspense>
      </div>
    </LiveProvider>
  )
}
