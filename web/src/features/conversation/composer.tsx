import { ActionIcon, Button } from '@mantine/core'
import { IconBolt, IconPhoto, IconSend2, IconSparkles } from '@tabler/icons-react'
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  lazy,
  Suspense,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow, User } from '@/shared/api/types'
import { currentDraft, setDraft } from '@/shared/drafts'
import { mayReply } from '@/shared/session/session'
import classes from './composer.module.css'
import { IMAGE_ACCEPT, imageProblem } from './composer-limits'
import { ComposerNotes } from './composer-notes'
import { ImagePreview } from './image-preview'
import { leadsHere } from './ownership'
import { unfilled } from './quick-replies/expand'
import { useAnswer } from './use-answer'
import type { useSend } from './use-send'

const Bank = lazy(async () => ({ default: (await import('./quick-replies/bank')).Bank }))
const DraftPanel = lazy(async () => ({ default: (await import('./draft-panel')).DraftPanel }))

interface ComposerProps {
  row: ConversationRow
  me: User
  sending: ReturnType<typeof useSend>
}

/** Where the reply is written. The text is a draft from the first letter on. */
export function Composer({ row, me, sending }: ComposerProps) {
  const { t } = useTranslation(['conversation', 'quick', 'common'])
  const id = row.conversation.id
  const answer = useAnswer(row, me)
  const { draft, field } = answer
  const picker = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const [image, setImage] = useState<File | null>(null)
  const [problem, setProblem] = useState<'notImage' | 'tooLarge' | null>(null)
  const [isDrafting, setDrafting] = useState(false)
  /** What was sent last from here: tells whether the bot's draft was taken as it was. */
  const lastSent = useRef<string | null>(null)
  const notesId = useId()
  useAutoHeight(field, draft)

  if (!mayReply(me.role)) return <p className={classes.readOnly}>{t('composer.readOnly')}</p>

  const sendText = async () => {
    const text = draft.trim()
    if (text === '' || sending.isTaking) return
    const gap = unfilled(draft)
    if (gap !== null) return answer.select(gap)
    lastSent.current = text
    const isSent = await sending.send({ kind: 'text', text })
    // What was typed while the conversation was being taken over stays.
    if (isSent && currentDraft(id).trim() === text) setDraft(id, '')
    field.current?.focus()
  }
  const offer = (file: File | undefined) => {
    if (file === undefined) return
    const found = imageProblem(file)
    setProblem(found)
    setImage(found === null ? file : null)
  }
  const sendImage = async (file: File) => {
    setImage(null)
    await sending.send({ kind: 'image', file })
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
    const file = event.clipboardData.files[0]
    if (file === undefined) return
    event.preventDefault()
    offer(file)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    offer(event.dataTransfer.files[0])
  }
  const mine = leadsHere(row, me.id)

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
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <ComposerNotes
        id={notesId}
        row={row}
        me={me}
        text={draft}
        problem={problem}
        isConflict={sending.isConflict}
        offered={answer.offered}
      />
      <Suspense>
        {isDrafting && (
          <DraftPanel
            row={row}
            me={me}
            lastSent={lastSent}
            field={field}
            onClose={() => setDrafting(false)}
          />
        )}
      </Suspense>
      {image && (
        <ImagePreview
          file={image}
          onSend={() => void sendImage(image)}
          onCancel={() => setImage(null)}
        />
      )}
      <div className={classes.line}>
        <ActionIcon
          variant="subtle"
          color="muted"
          className={classes.attach}
          aria-label={t('composer.attach')}
          onClick={() => picker.current?.click()}
        >
          <IconPhoto size={22} stroke={1.75} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="muted"
          className={classes.attach}
          aria-label={t('quick:open')}
          title={t('quick:open')}
          onClick={answer.openBank}
        >
          <IconBolt size={22} stroke={1.75} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="muted"
          className={classes.attach}
          aria-label={t('draft.ask')}
          title={t('draft.ask')}
          disabled={isDrafting}
          onClick={() => setDrafting(true)}
        >
          <IconSparkles size={22} stroke={1.75} />
        </ActionIcon>
        <input
          ref={picker}
          type="file"
          accept={IMAGE_ACCEPT}
          hidden
          onChange={(event) => {
            offer(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
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
            {t(mine ? 'composer.send' : 'composer.takeAndSend')}
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
