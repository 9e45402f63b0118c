import { Button } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/endpoints'
import type { Note, User } from '@/shared/api/types'
import { useShowError } from '@/shared/ui/error-text'
import { notify } from '@/shared/ui/notify'
import { MessageTime } from './message-bubble'
import classes from './note.module.css'
import { newClientId } from './outgoing'
import { RichText } from './rich-text'
import { applyNote } from './use-notes'

/** A colleague's note among the messages. */
export function NoteBubble({ note, me }: { note: Note; me: User }) {
  const { t } = useTranslation(['conversation', 'common'])
  const [isEditing, setEditing] = useState(false)
  const author = note.user_id === me.id ? me.name : (note.user_name ?? t('common:author.operator'))
  return (
    <article className={classes.note} data-note={note.id}>
      <p className={classes.label}>
        <IconLock size={14} stroke={1.75} aria-hidden /> {t('note.by', { name: author })}
      </p>
      {isEditing ? (
        <Editor note={note} onDone={() => setEditing(false)} />
      ) : (
        <div className={classes.body}>
          <RichText text={note.text} />
        </div>
      )}
      <div className={classes.foot}>
        {note.user_id === me.id && !isEditing && (
          <Actions note={note} onEdit={() => setEditing(true)} />
        )}
        {note.edited_at !== null && <span>{t('note.edited')}</span>}
        <MessageTime at={note.at} />
      </div>
    </article>
  )
}

function Actions({ note, onEdit }: { note: Note; onEdit: () => void }) {
  const { t } = useTranslation(['conversation', 'common'])
  const showError = useShowError()
  const restore = useMutation({
    mutationFn: () =>
      api.addNote(note.conversation_id, { client_id: newClientId(), text: note.text }),
    onSuccess: applyNote,
    onError: showError,
  })
  const remove = useMutation({
    mutationFn: () => api.deleteNote(note.id),
    onSuccess: () => {
      applyNote({ ...note, deleted: true, text: '', version: note.version + 0.5 })
      void notify({
        message: t('note.deleted'),
        action: { label: t('common:action.undo'), run: () => restore.mutate() },
      })
    },
    onError: showError,
  })
  return (
    <>
      <button type="button" className={classes.action} onClick={onEdit}>
        {t('note.edit')}
      </button>
      <button
        type="button"
        className={classes.action}
        disabled={remove.isPending}
        onClick={() => remove.mutate()}
      >
        {t('delivery.drop')}
      </button>
    </>
  )
}

function Editor({ note, onDone }: { note: Note; onDone: () => void }) {
  const { t } = useTranslation(['conversation', 'common'])
  const showError = useShowError()
  const [text, setText] = useState(note.text)
  const save = useMutation({
    mutationFn: () => api.editNote(note.id, text.trim()),
    onSuccess: (changed) => {
      applyNote(changed)
      onDone()
    },
    onError: showError,
  })
  return (
    <div className={classes.editor}>
      <textarea
        className={classes.field}
        rows={3}
        value={text}
        maxLength={4000}
        aria-label={t('note.label')}
        // biome-ignore lint/a11y/noAutofocus: the field replaces the button that was pressed
        autoFocus
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation()
          onDone()
        }}
      />
      <div className={classes.foot}>
        <Button size="xs" variant="default" onClick={onDone}>
          {t('common:action.cancel')}
        </Button>
        <Button
          size="xs"
          color="dark"
          disabled={text.trim() === ''}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('note.save')}
        </Button>
      </div>
    </div>
  )
}
