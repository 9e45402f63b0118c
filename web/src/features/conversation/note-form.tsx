import { ActionIcon, Button } from '@mantine/core'
import { IconArrowBackUp, IconLock } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { Id } from '@/shared/api/types'
import { useErrorText } from '@/shared/ui/error-text'
import classes from './note.module.css'
import { newClientId } from './outgoing'
import { applyNote } from './use-notes'

/** Notes begun and not kept; a field of their own, so that none is ever sent as an answer. */
const begun = new Map<Id, string>()

interface NoteFormProps {
  id: Id
  /** Back to the answer; absent for those who do not answer. */
  onClose?: (() => void) | undefined
}

/** A private note: another field in another colour, with no way to the customer. */
export function NoteForm({ id, onClose }: NoteFormProps) {
  const { t } = useTranslation(['conversation', 'common'])
  const errorText = useErrorText()
  const hintId = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(begun.get(id) ?? '')
  /** One id as long as the note is tried, so that it is kept once. */
  const clientId = useRef(newClientId())
  const save = useMutation({
    mutationFn: () => api.addNote(id, { client_id: clientId.current, text: text.trim() }),
    onSuccess: (note) => {
      applyNote(note)
      clientId.current = newClientId()
      write('')
      field.current?.focus()
    },
  })
  const write = (next: string) => {
    setText(next)
    if (next === '') begun.delete(id)
    else begun.set(id, next)
  }
  useEffect(() => {
    if (onClose !== undefined) field.current?.focus()
  }, [onClose])

  const submit = () => {
    if (text.trim() !== '' && !save.isPending) save.mutate()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && onClose !== undefined) {
      event.preventDefault()
      event.stopPropagation()
      onClose()
    }
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    submit()
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <p id={hintId} className={classes.hint}>
        <IconLock size={14} aria-hidden /> {t('note.hint')}
      </p>
      {save.error && (
        <p className={classes.problem} role="alert">
          {errorText(save.error)}
        </p>
      )}
      <div className={classes.line}>
        {onClose && (
          <ActionIcon
            variant="subtle"
            color="muted"
            className={classes.back}
            aria-label={t('note.back')}
            title={`${t('note.back')} (Alt+L)`}
            onClick={onClose}
          >
            <IconArrowBackUp size={22} stroke={1.75} />
          </ActionIcon>
        )}
        <textarea
          ref={field}
          className={classes.field}
          rows={2}
          value={text}
          maxLength={4000}
          placeholder={t('note.placeholder')}
          aria-label={t('note.label')}
          aria-describedby={hintId}
          onChange={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Button type="submit" color="dark" disabled={text.trim() === ''} loading={save.isPending}>
          {t('note.save')}
        </Button>
      </div>
    </form>
  )
}
