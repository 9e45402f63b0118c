import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconPencil, IconPlus, IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QuickReply } from '@/shared/api/types'
import classes from './bank.module.css'
import { conflicts, matches } from './expand'

interface BankListProps {
  replies: readonly QuickReply[]
  answer: string
  search: string
  onChoose: (reply: QuickReply) => void
  onEdit: (reply: QuickReply) => void
  onAdd: (text: string) => void
}

/** The bank: search, the list, and what can be done with it. */
export function BankList({ replies, answer, search, onChoose, onEdit, onAdd }: BankListProps) {
  const { t } = useTranslation(['quick', 'common'])
  const [text, setText] = useState(search)
  const list = useRef<HTMLUListElement>(null)
  const found = replies.filter((reply) => matches(reply, text))

  const walk = (event: KeyboardEvent) => {
    const step = event.code === 'ArrowDown' ? 1 : event.code === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('[data-reply]') ?? [])]
    buttons[buttons.indexOf(document.activeElement as HTMLElement) + step]?.focus()
  }

  return (
    <div className={classes.bank}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const first = found[0]
          if (first !== undefined) onChoose(first)
        }}
      >
        <TextInput
          type="search"
          data-autofocus
          autoFocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={walk}
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<IconSearch size={16} aria-hidden />}
        />
      </form>
      <p className={classes.hint}>{t('tabHint')}</p>
      {found.length === 0 ? (
        <p className={classes.empty} role="status">
          {t(replies.length === 0 ? 'empty' : 'notFound')}
        </p>
      ) : (
        <ul className={classes.list} ref={list} aria-label={t('title')} onKeyDown={walk}>
          {found.map((reply) => (
            <BankRow
              key={reply.id}
              reply={reply}
              rivals={conflicts(reply, replies)}
              onChoose={onChoose}
              onEdit={onEdit}
            />
          ))}
        </ul>
      )}
      <div className={classes.actions}>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onAdd('')}
        >
          {t('add')}
        </Button>
        {answer.trim() !== '' && (
          <Button variant="default" onClick={() => onAdd(answer.trim())}>
            {t('saveAnswer')}
          </Button>
        )}
      </div>
    </div>
  )
}

interface BankRowProps {
  reply: QuickReply
  rivals: readonly QuickReply[]
  onChoose: (reply: QuickReply) => void
  onEdit: (reply: QuickReply) => void
}

function BankRow({ reply, rivals, onChoose, onEdit }: BankRowProps) {
  const { t } = useTranslation(['quick', 'common'])
  return (
    <li className={classes.item}>
      <button type="button" className={classes.choose} data-reply onClick={() => onChoose(reply)}>
        <span className={classes.head}>
          <span className={classes.name}>{reply.title}</span>
          {reply.keyword && <kbd className={classes.keyword}>{reply.keyword}</kbd>}
        </span>
        <span className={classes.text}>{reply.text}</span>
        <span className={classes.meta}>
          {t(`scope.${reply.scope.kind}`)} · {t('uses', { count: reply.uses })}
        </span>
        {rivals.length > 0 && (
          <span className={classes.conflict}>
            <IconAlertTriangle size={14} aria-hidden />
            {t('conflict', { titles: rivals.map(({ title }) => `«${title}»`).join(', ') })}
          </span>
        )}
      </button>
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={t('editOne', { title: reply.title })}
        onClick={() => onEdit(reply)}
      >
        <IconPencil size={18} />
      </ActionIcon>
    </li>
  )
}
