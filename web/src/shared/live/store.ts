import { create } from 'zustand'
import type { ConversationRow, Id, Message, Note } from '@/shared/api/types'
import {
  type Conversations,
  emptyTimeline,
  mergeConversations,
  mergeLive,
  mergePage,
  type Timeline,
} from './merge'

export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'offline'

interface LiveState {
  conversations: Conversations
  timelines: ReadonlyMap<Id, Timeline>
  /** Notes of the chats that were opened, deleted ones too; in no order. */
  notes: ReadonlyMap<Id, readonly Note[]>
  /** Grows when a held conversation moves to another list, by a colleague or by this page: counts are out of date. */
  moves: number
  link: LinkState
  /** When the page last knew it was complete; `null` until it first was. */
  freshAt: number | null
}

const initial: LiveState = {
  conversations: new Map(),
  timelines: new Map(),
  notes: new Map(),
  moves: 0,
  link: 'connecting',
  freshAt: null,
}

/** The rows the page holds, whatever brought them: a list, a page of history, the stream. */
export const useLive = create<LiveState>()(() => initial)

interface Rows {
  conversations: readonly ConversationRow[]
  messages: readonly Message[]
  notes?: readonly Note[] | undefined
}

export function applyRows(rows: Rows): void {
  useLive.setState((state) => {
    const conversations = mergeConversations(state.conversations, rows.conversations)
    return {
      conversations,
      timelines: mergeIntoTimelines(state.timelines, rows.messages),
      notes: mergeNotes(state.notes, rows.notes ?? []),
      moves: state.moves + Number(isMoved(state.conversations, conversations, rows.conversations)),
    }
  })
}

/** Does one of these rows stand in another list than before? */
function isMoved(
  before: Conversations,
  after: Conversations,
  rows: readonly ConversationRow[],
): boolean {
  return rows.some(({ conversation: { id } }) => {
    const from = before.get(id)?.conversation
    const to = after.get(id)?.conversation
    return (
      from !== undefined &&
      (from.status !== to?.status ||
        from.snoozed_until !== to.snoozed_until ||
        from.epoch !== to.epoch)
    )
  })
}

/** Are there conversations among these that this page has never held? */
export const holdsAll = (rows: readonly ConversationRow[]): boolean =>
  rows.every(({ conversation }) => useLive.getState().conversations.has(conversation.id))

/** From now on live notes of the conversation are kept. */
export function openNotes(id: Id): void {
  useLive.setState(({ notes }) => (notes.has(id) ? {} : { notes: new Map(notes).set(id, []) }))
}

/** From now on live messages of the conversation are kept. */
export function openTimeline(id: Id): void {
  useLive.setState(({ timelines }) =>
    timelines.has(id) ? {} : { timelines: new Map(timelines).set(id, emptyTimeline) },
  )
}

export function applyPage(id: Id, rows: readonly Message[], reachedStart: boolean): void {
  useLive.setState(({ timelines }) => ({
    timelines: new Map(timelines).set(
      id,
      mergePage(timelines.get(id) ?? emptyTimeline, rows, reachedStart),
    ),
  }))
}

export function setLink(link: LinkState): void {
  useLive.setState((state) => ({
    link,
    freshAt: link === 'live' || state.link === 'live' ? Date.now() : state.freshAt,
  }))
}

export function dropRows(): void {
  useLive.setState({ conversations: new Map(), timelines: new Map(), notes: new Map() })
}

function mergeIntoTimelines(
  held: ReadonlyMap<Id, Timeline>,
  messages: readonly Message[],
): ReadonlyMap<Id, Timeline> {
  let merged: Map<Id, Timeline> | null = null
  for (const [id, rows] of byConversation(messages)) {
    const timeline = held.get(id)
    if (timeline === undefined) continue
    const next = mergeLive(timeline, rows)
    if (next === timeline) continue
    merged ??= new Map(held)
    merged.set(id, next)
  }
  return merged ?? held
}

function mergeNotes(
  held: ReadonlyMap<Id, readonly Note[]>,
  rows: readonly Note[],
): ReadonlyMap<Id, readonly Note[]> {
  let merged: Map<Id, readonly Note[]> | null = null
  for (const row of rows) {
    const notes = (merged ?? held).get(row.conversation_id)
    if (notes === undefined) continue
    const other = notes.find(({ id }) => id === row.id)
    if (other !== undefined && other.version >= row.version) continue
    merged ??= new Map(held)
    merged.set(row.conversation_id, [...notes.filter(({ id }) => id !== row.id), row])
  }
  return merged ?? held
}

function byConversation(messages: readonly Message[]): Map<Id, Message[]> {
  const groups = new Map<Id, Message[]>()
  for (const message of messages) {
    const group = groups.get(message.conversation_id)
    if (group) group.push(message)
    else groups.set(message.conversation_id, [message])
  }
  return groups
}
