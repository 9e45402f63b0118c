import { IconExternalLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow } from '@/shared/api/types'
import { fullDate } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { Avatar } from '@/shared/ui/avatar'
import { ItemThumb } from '@/shared/ui/item-thumb'
import { webAddress } from './content'
import classes from './details-card.module.css'

/** The listing and the customer, with links to the channel. */
export function DetailsCard({ row }: { row: ConversationRow }) {
  const { t } = useTranslation(['conversation', 'common'])
  const language = useLanguage()
  const { conversation, contact, account } = row
  const name = contact.name ?? t('common:noName')
  return (
    <div className={classes.card}>
      <section className={classes.section} aria-label={t('card.item')}>
        <h3 className={classes.heading}>{t('card.item')}</h3>
        <ItemSection row={row} />
      </section>
      <section className={classes.section} aria-label={t('card.contact')}>
        <h3 className={classes.heading}>{t('card.contact')}</h3>
        <div className={classes.person}>
          <Avatar name={name} url={contact.avatar_url} seed={contact.id} size="card" />
          <div>
            <p className={classes.name}>{name}</p>
            <Outside href={webAddress(contact.profile_url)}>{t('card.profile')}</Outside>
          </div>
        </div>
        <dl className={classes.facts}>
          {contact.phone && <Fact name={t('card.phone')}>{contact.phone}</Fact>}
          <Fact name={t('card.account')}>{account.title}</Fact>
          <Fact name={t('card.status')}>{t(`status.${conversation.status}`)}</Fact>
          <Fact name={t('card.started')}>{fullDate(language, conversation.created_at)}</Fact>
          <Fact name={t('card.chatId')}>{conversation.external_id}</Fact>
        </dl>
      </section>
    </div>
  )
}

function ItemSection({ row }: { row: ConversationRow }) {
  const { t } = useTranslation(['conversation', 'common'])
  const { item } = row.conversation
  if (item === null) return <p className={classes.none}>{t('card.noItem')}</p>
  return (
    <div className={classes.item}>
      <ItemThumb url={webAddress(item.image_url)} size="card" />
      <div>
        <p className={classes.name}>{item.title}</p>
        {item.price && <p className={classes.price}>{item.price}</p>}
        {item.location && <p className={classes.place}>{item.location}</p>}
        <Outside href={webAddress(item.url)}>
          {t(row.account.channel === 'avito' ? 'card.openItem' : 'card.openItemOther')}
        </Outside>
      </div>
    </div>
  )
}

function Outside({ href, children }: { href: string | null; children: string }) {
  if (href === null) return null
  return (
    <a className={classes.outside} href={href} target="_blank" rel="noopener noreferrer">
      {children}
      <IconExternalLink size={14} aria-hidden />
    </a>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
