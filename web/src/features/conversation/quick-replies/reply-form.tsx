import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import { ApiError } from '@/shared/api/error'
import { quickRepliesQuery } from '@/shared/api/queries'
import type { ConversationRow, QuickReply, QuickReplyContent, User } from '@/shared/api/types'
import { useErrorText } from '@/shared/ui/error-text'
import classes from './bank.module.css'
import { conflicts, VARIABLES } from './expand'

/** A quick reply being written. */
export interface Draft {
  /** The one being edited; `null` = a new one. */
  base: QuickReply | null
  text: string
}

interface ReplyFormProps {
  draft: Draft
  row: ConversationRow
  me: User
  replies: readonly QuickReply[]
  onDone: () => void
}

/** Adds, changes or removes a quick reply. */
export function ReplyForm({
  draft: { base, text: first },
  row,
  me,
  replies,
  onDone,
}: ReplyFormProps) {
  const { t } = useTranslation(['quick', 'common'])
  const client = useQueryClient()
  const errorText = useErrorText()
  const [title, setTitle] = useState(base?.title ?? '')
  const [keyword, setKeyword] = useState(base?.keyword ?? '')
  const [text, setText] = useState(first)
  const [scope, setScope] = useState<QuickReply['scope']>(base?.scope ?? { kind: 'team' })
  const [isTried, setTried] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)
  const settle = async () => {
    await client.invalidateQueries({ queryKey: quickRepliesQuery.queryKey })
    onDone()
  }
  const save = useMutation({
    mutationFn: () => {
      const reply: QuickReplyContent = { scope, title, text, keyword: keyword.trim() || null }
      return base === null
        ? api.createQuickReply(reply)
        : api.updateQuickReply(base.id, { revision: base.revision, reply })
    },
    onSuccess: settle,
    // Somebody changed it meanwhile: the list shows what it is now.
    onError: () => client.invalidateQueries({ queryKey: quickRepliesQuery.queryKey }),
  })
  const fields = fieldErrors(save.error)
  const rivals = conflicts({ id: base?.id ?? null, keyword, scope }, replies)
  const missing = (value: string) => (isTried && value.trim() === '' ? t('required') : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (title.trim() !== '' && text.trim() !== '') save.mutate()
  }
  const insert = (variable: string) => {
    const { selectionStart: start, selectionEnd: end } = area.current ?? {
      selectionStart: text.length,
      selectionEnd: text.length,
    }
    setText(`${text.slice(0, start)}{${variable}}${text.slice(end)}`)
    area.current?.focus()
  }

  return (
    <form className={classes.bank} onSubmit={submit} noValidate>
      <TextInput
        label={t('form.title')}
        data-autofocus
        autoFocus
        maxLength={100}
        value={title}
        error={missing(title) ?? fields.title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        label={t('form.keyword')}
        description={t('form.keywordHint')}
        maxLength={32}
        spellCheck={false}
        value={keyword}
        error={fields.keyword}
        onChange={(event) => setKeyword(event.currentTarget.value)}
      />
      {rivals.length > 0 && (
        <p className={classes.conflict} role="status">
          {t('conflict', { titles: rivals.map((rival) => `«${rival.title}»`).join(', ') })}
        </p>
      )}
      <Textarea
        ref={area}
        label={t('form.text')}
        rows={6}
        maxLength={10_000}
        value={text}
        error={missing(text) ?? fields.text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <VariableButtons onInsert={insert} />
      <ScopeSelect base={base} scope={scope} row={row} me={me} onChange={setScope} />
      {save.isError && Object.keys(fields).length === 0 && (
        <p className={classes.trouble} role="alert">
          {errorText(save.error)}
        </p>
      )}
      <div className={classes.actions}>
        <Button type="submit" loading={save.isPending}>
          {t('common:action.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('common:action.cancel')}
        </Button>
        {base !== null && <DeleteButton reply={base} onDone={settle} />}
      </div>
    </form>
  )
}

function VariableButtons({ onInsert }: { onInsert: (variable: string) => void }) {
  const { t, i18n } = useTranslation(['quick', 'common'])
  const language = i18n.language === 'en' ? 1 : 0
  return (
    <fieldset className={classes.variables}>
      <legend className={classes.hint}>{t('form.variables')}</legend>
      {Object.values(VARIABLES).map((names) => (
        <Button
          key={names[0]}
          variant="default"
          size="compact-sm"
          onClick={() => onInsert(names[language])}
        >
          {`{${names[language]}}`}
        </Button>
      ))}
    </fieldset>
  )
}

interface ScopeSelectProps {
  base: QuickReply | null
  scope: QuickReply['scope']
  row: ConversationRow
  me: User
  onChange: (scope: QuickReply['scope']) => void
}

function ScopeSelect({ base, scope, row, me, onChange }: ScopeSelectProps) {
  const { t } = useTranslation(['quick', 'common'])
  const options = [
    { value: 'team', label: t('scope.team') },
    { value: 'account', label: t('form.scopeAccount', { title: row.account.title }) },
    // What a colleague added can't be taken away from everybody.
    ...(base === null || base.user_id === me.id
      ? [{ value: 'personal', label: t('scope.personal') }]
      : []),
  ]
  return (
    <NativeSelect
      label={t('form.scope')}
      data={options}
      value={scope.kind}
      onChange={({ currentTarget: { value } }) =>
        onChange(
          value === 'account'
            ? { kind: 'account', account_id: row.account.id }
            : { kind: value === 'personal' ? 'personal' : 'team' },
        )
      }
    />
  )
}

/** Two clicks instead of a question in a window above the window. */
function DeleteButton({ reply, onDone }: { reply: QuickReply; onDone: () => void }) {
  const { t } = useTranslation(['quick', 'common'])
  const [isAsked, setAsked] = useState(false)
  const remove = useMutation({
    mutationFn: () => api.deleteQuickReply(reply.id),
    onSuccess: onDone,
    // Gone already is what was wanted.
    onError: (error) => error instanceof ApiError && error.status === 404 && onDone(),
  })
  return (
    <Button
      variant={isAsked ? 'filled' : 'default'}
      color="danger"
      className={classes.delete}
      loading={remove.isPending}
      onClick={() => (isAsked ? remove.mutate() : setAsked(true))}
    >
      {isAsked ? t('deleteOne', { title: reply.title }) : t('common:action.delete')}
    </Button>
  )
}

/** What the server says of single fields. */
function fieldErrors(error: unknown): Record<string, string> {
  const fields = error instanceof ApiError ? error.details.fields : null
  return typeof fields === 'object' && fields !== null ? (fields as Record<string, string>) : {}
}
