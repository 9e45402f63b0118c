import { Button } from '@mantine/core'
import { IconCopy, IconExternalLink } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { Id, Share } from '@/shared/api/types'
import { fullDate } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { useShowError } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import { copy } from './copy'
import classes from './share.module.css'

interface ShareItemProps {
  conversation: Id
  share: Share
  onRevoked: () => Promise<void>
}

/** A link with what can be done to it; one that ended only tells when. */
export function ShareItem({ conversation, share, onRevoked }: ShareItemProps) {
  const { t } = useTranslation(['share', 'common'])
  const language = useLanguage()
  const item = useRef<HTMLLIElement>(null)
  // The buttons that were pressed are gone.
  const toItem = () => item.current?.focus()
  const made = fullDate(language, share.created_at)
  const state =
    share.revoked_at !== null
      ? t('revoked', { time: fullDate(language, share.revoked_at) })
      : t(share.url === null ? 'expired' : 'until', {
          time: fullDate(language, share.expires_at),
        })
  return (
    <li
      ref={item}
      className={classes.item}
      data-live={share.url !== null || undefined}
      tabIndex={-1}
    >
      <p className={classes.state}>{state}</p>
      <p className={classes.by}>
        {t('by', { name: share.user_name ?? t('common:noName'), time: made })}
      </p>
      {share.url !== null && (
        <>
          <input
            className={classes.address}
            readOnly
            value={share.url}
            aria-label={t('address', { time: made })}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Actions
            url={share.url}
            conversation={conversation}
            share={share.id}
            onRevoked={onRevoked}
            onEnd={toItem}
          />
        </>
      )}
    </li>
  )
}

interface ActionsProps {
  url: string
  conversation: Id
  share: Id
  onRevoked: () => Promise<void>
  /** Whether to revoke has been answered. */
  onEnd: () => void
}

function Actions({ url, conversation, share, onRevoked, onEnd }: ActionsProps) {
  const { t } = useTranslation(['share', 'common'])
  const showError = useShowError()
  const [isAsked, setAsked] = useState(false)
  const revoke = useMutation({
    mutationFn: () => api.revokeShare(conversation, share),
    onSuccess: async () => {
      await onRevoked()
      onEnd()
      void notify({ message: t('revokeDone') })
    },
    onError: showError,
  })
  const keep = () => {
    setAsked(false)
    onEnd()
  }
  if (isAsked) {
    return (
      <div className={classes.actions} role="alert">
        <p className={classes.sure}>{t('revokeSure')}</p>
        <Button
          size="xs"
          color="danger"
          autoFocus
          loading={revoke.isPending}
          onClick={() => revoke.mutate()}
        >
          {t('revoke')}
        </Button>
        <Button size="xs" variant="default" onClick={keep}>
          {t('common:action.keep')}
        </Button>
      </div>
    )
  }
  return (
    <div className={classes.actions}>
      <Button
        size="xs"
        variant="light"
        leftSection={<IconCopy size={16} aria-hidden />}
        onClick={async () => {
          if (await copy(url)) void notify({ message: t('copied') })
        }}
      >
        {t('copy')}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        component="a"
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        leftSection={<IconExternalLink size={16} aria-hidden />}
      >
        {t('open')}
      </Button>
      <Button size="xs" variant="subtle" color="danger" onClick={() => setAsked(true)}>
        {t('revoke')}
      </Button>
    </div>
  )
}
