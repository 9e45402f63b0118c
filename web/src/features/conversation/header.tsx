import { ActionIcon, Button } from '@mantine/core'
import {
  IconArrowLeft,
  IconHeadset,
  IconInfoCircle,
  IconPlayerPause,
  IconRobot,
} from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow, User } from '@/shared/api/types'
import { withTexts } from '@/shared/i18n/later'
import { mayReply } from '@/shared/session/session'
import { Avatar } from '@/shared/ui/avatar'
import { useHotkeys } from '@/shared/ui/hotkeys'
import classes from './header.module.css'
import { leaderOf, switchOf } from './ownership'
import { useColleaguesHere } from './use-colleagues-here'
import { usePause } from './use-pauses'
import { useSwitchOwner } from './use-switch-owner'

const SnoozeDialog = lazy(async () => ({
  default: (await import('./snooze-dialog')).SnoozeDialog,
}))
const Snoozed = lazy(async () => ({ default: (await import('./snoozed')).Snoozed }))
const MoreMenu = lazy(async () => ({
  default: (await withTexts('share', () => import('./more-menu'))).MoreMenu,
}))

interface HeaderProps {
  row: ConversationRow
  me: User
  /** Set where one pane is shown at a time. */
  onBack?: () => void
  /** Set where the card does not fit beside the chat. */
  onDetails?: () => void
}

/** Who writes, who leads, and the one button that changes it. */
export function Header({ row, me, onBack, onDetails }: HeaderProps) {
  const { t } = useTranslation(['conversation', 'common'])
  const pause = usePause(row)
  const colleagues = useColleaguesHere(row.conversation.id, me)
  const name = row.contact.name ?? t('common:noName')
  const [isSnoozing, setSnoozing] = useState(false)
  const { id, status, snoozed_until } = row.conversation
  const maySnooze = mayReply(me.role) && status !== 'closed'
  useHotkeys([{ code: 'KeyM', alt: true, run: () => setSnoozing(maySnooze) }])
  return (
    <header className={classes.header}>
      {onBack && (
        <ActionIcon
          variant="subtle"
          size="lg"
          onClick={onBack}
          aria-label={t('common:action.back')}
        >
          <IconArrowLeft size={20} />
        </ActionIcon>
      )}
      <span className={classes.avatar}>
        <Avatar name={name} url={row.contact.avatar_url} seed={row.contact.id} />
      </span>
      <div className={classes.who}>
        <h2 className={classes.name}>{name}</h2>
        <LeaderLine row={row} me={me} />
        {colleagues.length > 0 && (
          <p className={classes.here} role="status">
            {colleagues
              .map(({ name: who, typing }) =>
                t(typing ? 'here.typing' : 'here.looking', { name: who }),
              )
              .join(' · ')}
          </p>
        )}
        <Suspense>
          {snoozed_until !== null && (
            <Snoozed id={id} until={snoozed_until} mayReturn={mayReply(me.role)} />
          )}
        </Suspense>
        {pause && (
          <p className={classes.pause}>
            <IconPlayerPause size={14} aria-hidden /> {t(`pause.here.${pause.scope.kind}`)}
            {pause.user_name !== null && `, ${t('pause.by', { name: pause.user_name })}`}
          </p>
        )}
      </div>
      {mayReply(me.role) && <OwnerButton row={row} />}
      <Suspense>
        <MoreMenu row={row} me={me} pause={pause} onSnooze={() => setSnoozing(true)} />
        {isSnoozing && <SnoozeDialog id={id} onClose={() => setSnoozing(false)} />}
      </Suspense>
      {onDetails && (
        <ActionIcon variant="subtle" size="lg" onClick={onDetails} aria-label={t('details')}>
          <IconInfoCircle size={20} />
        </ActionIcon>
      )}
    </header>
  )
}

function LeaderLine({ row, me }: { row: ConversationRow; me: User }) {
  const { t } = useTranslation(['conversation', 'common'])
  const leader = leaderOf(row.conversation.owner, row.owner_name, me.id)
  const text = {
    bot: () => t('leads.bot'),
    queue: () => t('leads.queue'),
    me: () => t('leads.operator', { name: t('leads.you', { name: me.name }) }),
    colleague: () =>
      t('leads.operator', { name: leader.kind === 'colleague' ? (leader.name ?? '') : '' }),
  }[leader.kind]()
  return (
    <p className={classes.leader} aria-live="polite">
      <span className={classes.leaderLabel}>{t('leads.label')}</span>{' '}
      <span className={classes.leaderName} data-kind={leader.kind}>
        {text}
      </span>
    </p>
  )
}

function OwnerButton({ row }: { row: ConversationRow }) {
  const { t } = useTranslation(['conversation', 'common'])
  const { run, isPending } = useSwitchOwner(row)
  const isTake = switchOf(row.conversation) === 'take'
  const Icon = isTake ? IconHeadset : IconRobot
  return (
    <Button
      className={classes.switch}
      title={t(isTake ? 'takeHint' : 'handBackHint')}
      variant={isTake ? 'filled' : 'default'}
      leftSection={<Icon size={18} aria-hidden />}
      loading={isPending}
      onClick={run}
    >
      {t(isTake ? 'take' : 'handBack')}
    </Button>
  )
}
