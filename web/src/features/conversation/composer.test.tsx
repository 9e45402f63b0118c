import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { api } from '@/shared/api/endpoints'
import { ApiError, networkError } from '@/shared/api/error'
import type { AccountView, ConversationRow, QuickReply } from '@/shared/api/types'
import * as upload from '@/shared/api/upload'
import { openDrafts, setDraft, useDrafts } from '@/shared/drafts'
import { applyRows, dropRows, useLive } from '@/shared/live/store'
import { avito, me, message, note, row } from '@/testing/fixtures'
import { renderPage } from '@/testing/render'
import { Composer } from './composer'
import { enqueue, useOutgoing } from './outgoing'
import { useSend } from './use-send'

const mine = row({ owner: { kind: 'operator', user_id: me.id }, epoch: 4 }, { owner_name: me.name })

const greeting: QuickReply = {
  id: 5,
  user_id: me.id,
  scope: { kind: 'team' },
  title: 'Приветствие',
  keyword: 'привет',
  text: 'Здравствуйте, {имя}! Цена — {цена}.',
  uses: 3,
  revision: 1,
  updated_at: 0,
}

/** Shows whatever row the page holds, as the chat does. */
function Chat({ first, user = me }: { first: ConversationRow; user?: typeof me }) {
  const held = useLive((state) => state.conversations.get(1)) ?? first
  const sending = useSend(held, user)
  return <Composer row={held} me={user} sending={sending} />
}

const field = () => screen.getByRole('textbox', { name: 'Ответ клиенту' })
const hold = (held: ConversationRow) => applyRows({ conversations: [held], messages: [] })

beforeEach(() => {
  vi.restoreAllMocks()
  dropRows()
  openDrafts(me.id)
  setDraft(1, '')
  useOutgoing.setState({ messages: [] })
  vi.spyOn(api, 'quickReplies').mockResolvedValue([greeting])
  vi.spyOn(api, 'channels').mockResolvedValue([avito])
  vi.spyOn(api, 'accounts').mockResolvedValue([])
})

it('sends by Enter under the held epoch and is empty at once', async () => {
  hold(mine)
  const send = vi.spyOn(api, 'sendText').mockResolvedValue(message())
  renderPage(<Chat first={mine} />)
  await userEvent.type(field(), 'Добрый день{Shift>}{Enter}{/Shift}Слушаю вас{Enter}')
  expect(send).toHaveBeenCalledTimes(1)
  expect(send.mock.calls[0]?.[1]).toMatchObject({ text: 'Добрый день\nСлушаю вас', epoch: 4 })
  expect(send.mock.calls[0]?.[1].client_id).toMatch(/^[0-9a-f]{32}$/)
  expect(field()).toHaveValue('')
})

it('sends nothing but white space nowhere', async () => {
  hold(mine)
  const send = vi.spyOn(api, 'sendText')
  renderPage(<Chat first={mine} />)
  await userEvent.type(field(), '   {Enter}')
  expect(send).not.toHaveBeenCalled()
  expect(screen.getByRole('button', { name: 'Отправить' })).toBeDisabled()
})

it('takes a bot’s conversation over before it sends', async () => {
  const held = row({ epoch: 3 })
  hold(held)
  const order: string[] = []
  vi.spyOn(api, 'takeOver').mockImplementation(async () => {
    order.push('take')
    return { ...mine, conversation: { ...mine.conversation, version: 2 } }
  })
  vi.spyOn(api, 'sendText').mockImplementation(async (_, body) => {
    order.push(`send under ${body.epoch}`)
    return message()
  })
  renderPage(<Chat first={held} />)
  expect(screen.getByText('Диалог ведёт бот. После отправки отвечать будете вы.')).toBeVisible()
  await userEvent.type(field(), 'Здравствуйте')
  await userEvent.click(screen.getByRole('button', { name: 'Взять и отправить' }))
  await waitFor(() => expect(order).toEqual(['take', 'send under 4']))
})

it('keeps the draft on a conflict and tells who leads', async () => {
  hold(mine)
  vi.spyOn(api, 'sendText').mockRejectedValue(
    new ApiError(409, 'conversation.owner_changed', 'Диалог ведёт другой.', {}),
  )
  const colleague = row(
    { owner: { kind: 'operator', user_id: 8 }, epoch: 5, version: 9 },
    { owner_name: 'Игорь' },
  )
  vi.spyOn(api, 'conversation').mockResolvedValue(colleague)
  renderPage(<Chat first={mine} />)
  await userEvent.type(field(), 'Отправлю завтра{Enter}')
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'Не отправлено: диалог ведёт Игорь. Ваш текст сохранён.',
  )
  expect(field()).toHaveValue('Отправлю завтра')
  expect(useOutgoing.getState().messages).toEqual([])
})

it('keeps a message the server did not get, and sends it again under the same id', async () => {
  hold(mine)
  const send = vi.spyOn(api, 'sendText').mockRejectedValueOnce(networkError())
  renderPage(<Chat first={mine} />)
  await userEvent.type(field(), 'Привет{Enter}')
  await waitFor(() => expect(useOutgoing.getState().messages[0]?.error?.isNetwork).toBe(true))

  const stuck = useOutgoing.getState().messages[0]
  if (stuck === undefined) throw new Error('the message is gone')
  send.mockResolvedValueOnce(message({ client_id: stuck.clientId }))
  enqueue(stuck, () => {})
  await waitFor(() => expect(useOutgoing.getState().messages).toEqual([]))
  expect(send.mock.calls[1]?.[1].client_id).toBe(send.mock.calls[0]?.[1].client_id)
})

it('passes messages on in the order they were written', async () => {
  hold(mine)
  const arrived: string[] = []
  let release = () => {}
  vi.spyOn(api, 'sendText').mockImplementation(async (_, body) => {
    if (body.text === 'первое')
      await new Promise<void>((resolve) => {
        release = resolve
      })
    arrived.push(body.text)
    return message({ id: arrived.length, client_id: body.client_id })
  })
  renderPage(<Chat first={mine} />)
  await userEvent.type(field(), 'первое{Enter}второе{Enter}')
  expect(arrived).toEqual([])
  release()
  await waitFor(() => expect(arrived).toEqual(['первое', 'второе']))
})

it('stores the draft from the first letter on', async () => {
  renderPage(<Chat first={mine} />)
  await userEvent.type(field(), 'Чер')
  expect(JSON.parse(localStorage.getItem('sufler.drafts.7') ?? '{}')).toEqual({ 1: 'Чер' })
  expect(useDrafts.getState().drafts[1]).toBe('Чер')
})

describe('a keyword and Tab', () => {
  it('become the text, and what is unknown is chosen to be filled in', async () => {
    hold(mine)
    const used = vi.spyOn(api, 'quickReplyUsed').mockResolvedValue({ ...greeting, uses: 4 })
    const send = vi.spyOn(api, 'sendText').mockResolvedValue(message())
    renderPage(<Chat first={mine} />)
    await userEvent.type(field(), 'Добрый день. ghbdtn')
    expect(await screen.findByText('Tab — вставить «Приветствие»')).toBeVisible()
    await userEvent.tab()
    expect(field()).toHaveValue('Добрый день. Здравствуйте, Мария! Цена — {цена}.')
    expect(field()).toHaveFocus()
    await waitFor(() => expect(used).toHaveBeenCalledTimes(1))
    expect(used.mock.calls[0]?.[0]).toBe(5)

    await userEvent.keyboard('{Enter}')
    expect(screen.getByRole('alert')).toHaveTextContent('Заполните {цена}')
    expect(send).not.toHaveBeenCalled()
    // It is selected: typing replaces it.
    await userEvent.keyboard('500 ₽{Enter}')
    expect(send.mock.calls[0]?.[1].text).toBe('Добрый день. Здравствуйте, Мария! Цена — 500 ₽.')
  })

  it('go on to the next control where no keyword stands', async () => {
    hold(mine)
    renderPage(<Chat first={mine} />)
    await userEvent.type(field(), 'приветик')
    await userEvent.tab()
    expect(screen.getByRole('button', { name: 'Отправить' })).toHaveFocus()
    expect(field()).toHaveValue('приветик')
  })
})

describe('limits', () => {
  it.each([
    [799, null],
    [950, 'Осталось символов: 50'],
    [1001, 'Длинный текст уйдёт 2 сообщениями'],
  ])('%i characters', async (length, note) => {
    setDraft(1, 'я'.repeat(length))
    renderPage(<Chat first={mine} />)
    await screen.findByRole('button', { name: 'Прикрепить изображение' })
    if (note === null) expect(screen.queryByText(/Осталось|уйдёт/u)).toBeNull()
    else expect(screen.getByText(note)).toBeVisible()
  })

  it('refuses a file the channel would not take', async () => {
    const { container } = renderPage(<Chat first={mine} />)
    await screen.findByRole('button', { name: 'Прикрепить изображение' })
    const picker = container.querySelector('input[type=file]')
    if (!(picker instanceof HTMLInputElement)) throw new Error('no file field')
    await userEvent.upload(picker, new File(['%PDF'], 'price.pdf', { type: 'application/pdf' }), {
      applyAccept: false,
    })
    expect(screen.getByRole('alert')).toHaveTextContent(
      'Файл «price.pdf» не подходит. Канал принимает только изображения: JPEG, PNG.',
    )
  })
})

describe('several pictures', () => {
  const pictures = ['a.png', 'b.png'].map((name) => new File(['1'], name, { type: 'image/png' }))
  beforeEach(() => {
    URL.createObjectURL = () => 'blob:picture'
    URL.revokeObjectURL = () => {}
    vi.spyOn(upload, 'sendImage').mockResolvedValue(message())
  })

  const choose = async (container: HTMLElement) => {
    await screen.findByRole('button', { name: 'Прикрепить изображение' })
    const picker = container.querySelector('input[type=file]')
    if (!(picker instanceof HTMLInputElement)) throw new Error('no file field')
    await userEvent.upload(picker, pictures)
    const words = await screen.findByText('Отправить клиенту 2 изображения?')
    const send = words.parentElement?.querySelector('button')
    if (!send) throw new Error('no button')
    return send
  }

  it('take a bot’s conversation over once and all leave', async () => {
    const held = row({ epoch: 3 })
    hold(held)
    const taken = { ...mine, conversation: { ...mine.conversation, version: 2 } }
    const take = vi.spyOn(api, 'takeOver').mockResolvedValue(taken)
    const { container } = renderPage(<Chat first={held} />)
    await userEvent.click(await choose(container))
    const names = () => vi.mocked(upload.sendImage).mock.calls.map(([, { file }]) => file.name)
    await waitFor(() => expect(names()).toEqual(['a.png', 'b.png']))
    expect(take).toHaveBeenCalledTimes(1)
    expect(screen.queryByText(/Отправить клиенту/u)).toBeNull()
  })

  it('never leave twice: what could not be sent stays, the rest is gone', async () => {
    const send = vi
      .fn()
      .mockResolvedValueOnce(true)
      .mockResolvedValueOnce(false)
      .mockResolvedValue(true)
    const sending = { send, retry: vi.fn(), drop: vi.fn(), dismiss: vi.fn() }
    const idle = { isTaking: false, isConflict: false, answers: [] }
    const { container } = renderPage(
      <Composer row={mine} me={me} sending={{ ...sending, ...idle }} />,
    )
    await userEvent.click(await choose(container))
    expect(await screen.findByText('Отправить клиенту 1 изображение?')).toBeVisible()
    await userEvent.click(screen.getAllByRole('button', { name: 'Отправить' })[0] as HTMLElement)
    await waitFor(() => expect(screen.queryByText(/Отправить клиенту/u)).toBeNull())
    expect(send.mock.calls.map(([content]) => content.file.name)).toEqual([
      'a.png',
      'b.png',
      'b.png',
    ])
  })

  it('are not lost when somebody else has taken the conversation over', async () => {
    hold(mine)
    const refused = new ApiError(409, 'conversation.owner_changed', 'Диалог ведёт другой.', {})
    vi.spyOn(upload, 'sendImage').mockRejectedValue(refused)
    vi.spyOn(api, 'conversation').mockResolvedValue(mine)
    const { container } = renderPage(<Chat first={mine} />)
    await userEvent.click(await choose(container))
    await waitFor(() =>
      expect(useOutgoing.getState().messages.map(({ error }) => error?.status)).toEqual([409, 409]),
    )
  })
})

it('shows no control for what the channel cannot do', async () => {
  vi.spyOn(api, 'channels').mockResolvedValue([{ ...avito, image: null }])
  renderPage(<Chat first={mine} />)
  await screen.findByRole('textbox')
  expect(screen.queryByRole('button', { name: 'Прикрепить изображение' })).toBeNull()
})

describe('two senders', () => {
  const theirs = message({
    id: 5,
    author: { kind: 'operator', user_id: 8 },
    text: 'Отправим завтра',
    delivery: 'sent',
  })
  const refused = () =>
    new ApiError(409, 'conversation.answered', 'Пока вы писали…', { messages: [theirs] })

  it('the second sees the first one’s words, keeps the text, and sends anyway by one’s own will', async () => {
    hold(mine)
    const send = vi.spyOn(api, 'sendText').mockRejectedValueOnce(refused())
    vi.spyOn(api, 'conversation').mockResolvedValue(mine)
    renderPage(<Chat first={mine} />)
    await userEvent.type(field(), 'Завтра отправим{Enter}')
    expect(await screen.findByText('Отправим завтра')).toBeVisible()
    expect(field()).toHaveValue('Завтра отправим')

    send.mockResolvedValueOnce(message({ id: 6 }))
    await userEvent.click(screen.getByRole('button', { name: 'Отправить всё равно' }))
    await waitFor(() => expect(send).toHaveBeenCalledTimes(2))
    expect(send.mock.calls[1]?.[1].text).toBe('Завтра отправим')
    await waitFor(() => expect(field()).toHaveValue(''))
  })

  it('or drops it', async () => {
    hold(mine)
    vi.spyOn(api, 'sendText').mockRejectedValueOnce(refused())
    vi.spyOn(api, 'conversation').mockResolvedValue(mine)
    renderPage(<Chat first={mine} />)
    await userEvent.type(field(), 'Завтра отправим{Enter}')
    await userEvent.click(await screen.findByRole('button', { name: 'Не отправлять' }))
    expect(field()).toHaveValue('')
    expect(screen.queryByText('Отправим завтра')).toBeNull()
  })
})

it('asks once more where the account wants it', async () => {
  hold(mine)
  const account = { id: mine.account.id, settings: { confirm_send: true } } as unknown
  vi.spyOn(api, 'accounts').mockResolvedValue([account as AccountView])
  const send = vi.spyOn(api, 'sendText').mockResolvedValue(message())
  renderPage(<Chat first={mine} />)
  await screen.findByRole('button', { name: 'Прикрепить изображение' })
  await userEvent.type(field(), 'Цена 500 ₽{Enter}')
  const confirm = await screen.findByRole('region', { name: 'Отправить клиенту?' })
  expect(confirm).toHaveTextContent('Цена 500 ₽')
  expect(send).not.toHaveBeenCalled()
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(send).toHaveBeenCalledTimes(1))
})

it('a note is written in a field of its own and never sent', async () => {
  hold(mine)
  const send = vi.spyOn(api, 'sendText')
  const keep = vi.spyOn(api, 'addNote').mockResolvedValue(note())
  renderPage(<Chat first={mine} />)
  await userEvent.type(await screen.findByRole('textbox', { name: 'Ответ клиенту' }), 'Ответ')
  await userEvent.keyboard('{Alt>}[KeyP]{/Alt}')
  const notes = await screen.findByRole('textbox', { name: 'Заметка для коллег' })
  await userEvent.type(notes, 'Просит скидку{Enter}')
  await waitFor(() => expect(keep).toHaveBeenCalledTimes(1))
  expect(keep.mock.calls[0]?.[1].text).toBe('Просит скидку')
  await userEvent.keyboard('{Escape}')
  expect(await screen.findByRole('textbox', { name: 'Ответ клиенту' })).toHaveValue('Ответ')
  expect(send).not.toHaveBeenCalled()
})

it('is only a notice for those who only read', () => {
  renderPage(<Chat first={mine} user={{ ...me, role: 'viewer' }} />)
  expect(screen.queryByRole('textbox')).toBeNull()
  expect(screen.getByText('Ваша роль позволяет только читать диалоги.')).toBeVisible()
})
