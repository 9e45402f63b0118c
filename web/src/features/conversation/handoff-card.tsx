import { IconArrowsRightLeft } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock, percent } from '@/shared/i18n/format'
import { useLanguage } from '@/shared/i18n/i18n'
import { useIsPhone } from '@/shared/ui/use-layout'
import type { HandoffView } from './handoff'
import classes from './handoff-card.module.css'
import { useReasonText } from './reason'

/** Why the bot gave the conversation to people, and all it knows by then. */
export function HandoffCard({ card }: { card: HandoffView }) {
  const { t } = useTranslation(['conversation', 'common'])
  const language = useLanguage()
  const reasonText = useReasonText()
  // On a phone the conversation itself needs the room.
  const [isOpen, setOpen] = useState(!useIsPhone())
  const hasMore =
    card.summary !== null ||
    card.question !== null ||
    card.variables.length > 0 ||
    card.sources.length > 0
  const head = (
    <>
      <IconArrowsRightLeft size={18} aria-hidden />
      <span>
        <span className={classes.title}>{t('handoff.title')}:</span> {reasonText(card.reason)}
        {card.at !== null && (
          <time className={classes.time} dateTime={new Date(card.at).toISOString()}>
            {clock(language, card.at)}
          </time>
        )}
      </span>
    </>
  )
  if (!hasMore)
    return <div className={classes.card}>{<div className={classes.head}>{head}</div>}</div>
  return (
    <details
      className={classes.card}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={classes.head}>{head}</summary>
      <dl className={classes.facts}>
        {card.failure && <Fact name={t('handoff.failure')}>{card.failure}</Fact>}
        {card.question && <Fact name={t('handoff.question')}>«{card.question}»</Fact>}
        {card.summary && <Fact name={t('handoff.summary')}>{card.summary}</Fact>}
        {card.intent && (
          <Fact name={t('trace.intent')}>
            {card.intent}
            {card.confidence !== null && `, ${percent(language, card.confidence)}`}
          </Fact>
        )}
        {card.variables.length > 0 && (
          <Fact name={t('handoff.variables')}>
            {card.variables.map(([name, value]) => `${name}: ${value}`).join('; ')}
          </Fact>
        )}
        {card.sources.length > 0 && (
          <Fact name={t('handoff.tried')}>
            <ul>
              {card.sources.map((source) => (
                <li key={source.article}>
                  {source.title}
                  {source.score !== null && (
                    <span className={classes.score}> {percent(language, source.score)}</span>
                  )}
                </li>
              ))}
            </ul>
          </Fact>
        )}
      </dl>
    </details>
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
