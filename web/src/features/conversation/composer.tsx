import { ActionIcon, Button } from '@mantine/core'
import { IconBolt, IconNote, IconPhoto, IconSend2, IconSparkles } from '@tabler/icons-react'
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  lazy,
  Suspense,
  useCallback,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { ConversationRow, Id, User } from '@/shared/api/types'
import { currentDraft, offerDraft, setDraft, useDrafts } from '@/shared/drafts'
import { mayNote, mayReply } from '@/shared/session/session'
import { useHotkeys } from '@/shared/ui/hotkeys'
import classes from './composer.module.css'
import { textSize } from './composer-limits'
import { ComposerNotes } from './composer-notes'
import { leadsHere } from './ownership'
import { unfilled } from './quick-replies/expand'
import { useAnswer } from './use-answer'
import { useAttachments } from './use-attachments'
import { useChannel, useConfirmsSending } from './use-channel'
import type { useSend } from './use-send'

const Bank = lazy(async () => ({ default: (await import('./quick-replies/bank')).Bank }))
const DraftPanel = lazy(async () => ({ default: (await import('./draft-panel')).DraftPanel }))
const NoteForm = lazy(async () => ({ default: (await import('./note-form')).NoteForm }))
const beforeSending = () => import('./before-sending')
const Answered = lazy(async () => ({ default: (await beforeSending()).Answered }))
const ConfirmSending = lazy(async () => ({ default: (await beforeSending()).ConfirmSending }))
const Elsewhere = lazy(async () => ({ default: (await beforeSending()).Elsewhere }))
const ImagePreview = lazy(async () => ({
  default: (await import('./image-preview')).ImagePreview,
}))

interface ComposerProps {
  row: ConversationRow
  me: User
  sending: ReturnType<typeof useSend>
}

/** The answer to the customer, or a note for colleagues: two fields, so that neither becomes the other. */
export function Composer(props: ComposerProps) {
  const { row, me } = props
  const { t } = useTranslation(['conversation', 'common'])
  const id = row.conversation.id
  const [isNote, setNote] = useState(false)
  const toAnswer = useCallback(() => {
    const field = document.getElementById('composer')
    // At once where it can be: what is typed next belongs to the answer.
    if (field !== null) return field.focus()
    flushSync(() => setNote(false))
    document.getElementById('composer')?.focus()
  }, [])
  useHotkeys([
    { code: 'KeyP', alt: true, run: () => setNote(mayNote(me.role)) },
    { code: 'KeyL', alt: true, run: toAnswer },
  ])
  if (!mayReply(me.role)) {
    return (
      <div>
        <p className={classes.readOnly}>{t('composer.readOnly')}</p>
        <Suspense>{mayNote(me.role) && <NoteForm id={id} />}</Suspense>
      </div>
    )
  }
  return (
    <Suspense>
      {isNote ? (
        <NoteForm id={id} onClose={toAnswer} />
      ) : (
        <Answer {...props} onNote={() => setNote(true)} />
      )}
    </Suspense>
  )
}

/** Where the reply is written. The text is a draft from the first letter on. */
function Answer({ row, me, sending, onNote }: ComposerProps & { onNote: () => void }) {
  const { t } = useTranslation(['conversation', 'quick', 'common'])
  const id = row.conversation.id
  const answer = useAnswer(row, me)
  const { draft, field } = answer
  const channel = useChannel(row)
  const attachments = useAttachments(channel)
  const confirms = useConfirmsSending(row)
  const elsewhere = useDrafts((state) => state.elsewhere[id])
  const [isOver, setOver] = useState(false)
  const [isDrafting, setDrafting] = useState(false)
  const [isConfirming, setConfirming] = useState(false)
  /** The bot's draft that the text is made of. */
  const draftId = useRef<Id | undefined>(undefined)
  const notesId = useId()
  const size = textSize(draft, channel)
  useAutoHeight(field, draft)

  const sendText = async (isSure = false, isAnyway = false) => {
    const text = draft.trim()
    if (text === '' || sending.isTaking) return
    const gap = unfilled(draft)
    if (gap !== null) return answer.select(gap)
    if (confirms && !isSure) return setConfirming(true)
    setConfirming(false)
    const content = { kind: 'text', text, draftId: draftId.current } as const
    const isSent = await sending.send(content, isAnyway)
    // What was typed while the conversation was being taken over stays.
    if (isSent && currentDraft(id).trim() === text) setDraft(id, '')
    if (isSent) draftId.current = undefined
    field.current?.focus()
  }
  const sendImages = async () => {
    // What could not be sent stays to be sent again, and nothing else does.
    for (const file of attachments.files) {
      if (!(await sending.send({ kind: 'image', file }))) return
      attachments.remove(file)
    }
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While a word is being composed (an input method), Enter confirms it.
    if (event.nativeEvent.isComposing) return
    if (answer.onTab(event)) return
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    void sendText()
  }
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    attachments.offer(event.clipboardData.files)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    attachments.offer(event.dataTransfer.files)
  }

  return (
    <form
      className={classes.composer}
      data-over={isOver || undefined}
      onSubmit={(event) => {
        event.preventDefault()
        void sendText()
      }}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(attachments.isOffered)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <ComposerNotes
        id={notesId}
        row={row}
        me={me}
        text={draft}
        size={size}
        problem={attachments.problem}
        isConflict={sending.isConflict}
        offered={answer.offered}
      />
      <Suspense>
        {sending.answers.length > 0 && (
          <Answered
            answers={sending.answers}
            row={row}
            me={me.id}
            onSend={() => void sendText(true, true)}
            onClose={() => {
              sending.dismiss()
              field.current?.focus()
            }}
            onDrop={() => {
              sending.dismiss()
              setDraft(id, '')
              field.current?.focus()
            }}
          />
        )}
        {isConfirming && draft.trim() !== '' && (
          <ConfirmSending
            text={draft.trim()}
            parts={size.kind === 'split' ? size.parts : 1}
            onSend={() => void sendText(true)}
            onClose={() => {
              setConfirming(false)
              field.current?.focus()
            }}
          />
        )}
        {elsewhere !== undefined && (
          <Elsewhere
            text={elsewhere}
            onTake={() => {
              setDraft(id, elsewhere)
              offerDraft(id, null)
            }}
            onKeep={() => offerDraft(id, null)}
          />
        )}
        {isDrafting && (
          <DraftPanel
            row={row}
            me={me}
            taken={draftId}
            field={field}
            onClose={() => setDrafting(false)}
          />
        )}
        {attachments.files.length > 0 && (
          <ImagePreview
            files={attachments.files}
            onSend={() => void sendImages()}
            onCancel={attachments.clear}
          />
        )}
      </Suspense>
      <div className={classes.line}>
        <div className={classes.tools}>
          {attachments.isOffered && <Attach {...attachments} />}
          <Tool icon={IconBolt} label={t('quick:open')} onClick={answer.openBank} />
          <Tool
            icon={IconSparkles}
            label={t('draft.ask')}
            disabled={isDrafting}
            onClick={() => setDrafting(true)}
          />
          <Tool icon={IconNote} label={t('note.open')} hotkey="Alt+P" onClick={onNote} />
        </div>
        <textarea
          ref={field}
          id="composer"
          className={classes.field}
          rows={1}
          value={draft}
          placeholder={t('composer.placeholder')}
          aria-label={t('composer.label')}
          aria-describedby={notesId}
          onChange={answer.onChange}
          onSelect={answer.onSelect}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <Button
          type="submit"
          className={classes.send}
          disabled={draft.trim() === ''}
          loading={sending.isTaking}
        >
          <span className={classes.sendWord}>
            {t(leadsHere(row, me.id) ? 'composer.send' : 'composer.takeAndSend')}
          </span>
          <IconSend2 size={18} aria-hidden />
        </Button>
      </div>
      {isOver && <div className={classes.dropHint}>{t('composer.drop')}</div>}
      <Suspense>
        {answer.bank && (
          <Bank
            row={row}
            me={me}
            replies={answer.replies}
            answer={draft}
            search={answer.bank.search}
            onChoose={answer.choose}
            onClose={answer.closeBank}
          />
        )}
      </Suspense>
    </form>
  )
}

function Attach({ accept, offer }: Pick<ReturnType<typeof useAttachments>, 'accept' | 'offer'>) {
  const { t } = useTranslation(['conversation', 'common'])
  const picker = useRef<HTMLInputElement>(null)
  return (
    <>
      <Tool icon={IconPhoto} label={t('composer.attach')} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        accept={accept}
        multiple
        hidden
        onChange={(event) => {
          offer(event.currentTarget.files)
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}

interface ToolProps {
  icon: typeof IconPhoto
  label: string
  hotkey?: string
  disabled?: boolean
  onClick: () => void
}

function Tool({ icon: Icon, label, hotkey, disabled, onClick }: ToolProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="muted"
      className={classes.attach}
      aria-label={label}
      title={hotkey ? `${label} (${hotkey})` : label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={22} stroke={1.75} />
    </ActionIcon>
  )
}

/** The field grows with its text up to the limit of its style. */
function useAutoHeight(field: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = field.current
    if (element === null) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [field, text])
}
