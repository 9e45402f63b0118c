import { IconBan, IconLink, IconMapPin, IconMicrophone, IconPhone } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/shared/api/types'
import { ItemThumb } from '@/shared/ui/item-thumb'
import { imageContent, itemContent, linkContent, locationContent, voiceUrl } from './content'
import classes from './message-content.module.css'
import { RichText } from './rich-text'

/** What was said, by kind; a kind this page does not know shows its text. */
export function MessageContent({ message }: { message: Message }) {
  switch (message.kind) {
    case 'image':
      return <ImageMessage message={message} />
    case 'voice':
      return <VoiceMessage message={message} />
    case 'link':
      return <LinkMessage message={message} />
    case 'item':
      return <ItemMessage message={message} />
    case 'location':
      return <LocationMessage message={message} />
    case 'call':
      return <Described icon={<IconPhone size={18} aria-hidden />} text={message.text} />
    case 'deleted':
      return <DeletedMessage />
    case 'unsupported':
      return <UnsupportedMessage message={message} />
    default:
      return <RichText text={message.text} />
  }
}

function ImageMessage({ message }: { message: Message }) {
  const { t } = useTranslation(['conversation', 'common'])
  const { url, previewUrl } = imageContent(message.content)
  if (previewUrl === null) return <RichText text={message.text || t('message.imageMissing')} />
  return (
    <a
      className={classes.image}
      href={url ?? previewUrl}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t('message.imageOpen')}
    >
      <img src={previewUrl} alt={t('message.image')} loading="lazy" />
    </a>
  )
}

function VoiceMessage({ message }: { message: Message }) {
  const { t } = useTranslation(['conversation', 'common'])
  const url = voiceUrl(message.content)
  return (
    <div className={classes.stack}>
      <Described
        icon={<IconMicrophone size={18} aria-hidden />}
        text={t('message.voice')}
        hint={url === null ? t('message.voiceMissing') : undefined}
      />
      {url !== null && (
        // biome-ignore lint/a11y/useMediaCaption: the channel gives no transcript
        <audio className={classes.audio} src={url} controls preload="none" />
      )}
    </div>
  )
}

function LinkMessage({ message }: { message: Message }) {
  const { href, title, description, imageUrl } = linkContent(message.content, message.text)
  return (
    <Card
      href={href}
      picture={imageUrl}
      icon={<IconLink size={18} aria-hidden />}
      title={title}
      hint={description}
    />
  )
}

function ItemMessage({ message }: { message: Message }) {
  const { title, url, imageUrl, price } = itemContent(message.content, message.text)
  return <Card href={url} picture={imageUrl} title={title} hint={price} />
}

function LocationMessage({ message }: { message: Message }) {
  const { t } = useTranslation(['conversation', 'common'])
  const { label, mapUrl } = locationContent(message.content)
  return (
    <Card
      href={mapUrl}
      icon={<IconMapPin size={18} aria-hidden />}
      title={label ?? (message.text || t('message.location'))}
      hint={mapUrl === null ? null : t('message.openMap')}
    />
  )
}

function DeletedMessage() {
  const { t } = useTranslation(['conversation', 'common'])
  return (
    <span className={classes.faint}>
      <IconBan size={16} aria-hidden /> {t('message.deleted')}
    </span>
  )
}

function UnsupportedMessage({ message }: { message: Message }) {
  const { t } = useTranslation(['conversation', 'common'])
  return (
    <span className={classes.stack}>
      {message.text !== '' && <RichText text={message.text} />}
      <span className={classes.faint}>{t('message.unsupported')}</span>
    </span>
  )
}

interface CardProps {
  href: string | null
  title: string
  hint?: string | null
  picture?: string | null
  icon?: ReactNode
}

function Card({ href, title, hint, picture, icon }: CardProps) {
  const body = (
    <>
      {picture ? <ItemThumb url={picture} /> : icon && <span className={classes.icon}>{icon}</span>}
      <span className={classes.words}>
        <span className={classes.title}>{title}</span>
        {hint && <span className={classes.hint}>{hint}</span>}
      </span>
    </>
  )
  if (href === null) return <span className={classes.card}>{body}</span>
  return (
    <a className={classes.card} href={href} target="_blank" rel="noopener noreferrer nofollow">
      {body}
    </a>
  )
}

function Described({ icon, text, hint }: { icon: ReactNode; text: string; hint?: string }) {
  return (
    <span className={classes.card}>
      <span className={classes.icon}>{icon}</span>
      <span className={classes.words}>
        <span className={classes.title}>{text}</span>
        {hint && <span className={classes.hint}>{hint}</span>}
      </span>
    </span>
  )
}
