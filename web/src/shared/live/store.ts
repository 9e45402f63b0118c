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
  link: LinkState
  /** When the page last knew it was complete; `null` until it first was. */
  freshAt: number | null
}

const initial: LiveState = {
  conversations: new Map(),
  timelines: new Map(),
  notes: new Map(),
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
  useLive.setState((state) => ({
    conversations: mergeConversations(state.conversations, rows.conversations),
    timelines: mergeIntoTimelines(state.timelines, rows.messages),
    notes: mergeNotes(state.notes, rows.notes ?? []),
  }))
}

/** From now on live notes of the conversation are kept. */
export function openNotes(id: Id): void {
  useLive.setState(({ notes }) => (notes.has(id) ? {} : { notes: new Map(notes).set(id, []) }))
}

/** Would these rows change which list a conversation stands in? */
export function moveBetweenLists(rows: readonly ConversationRow[]): boolean {
  const held = useLive.getState().conversations
  return rows.some(({ conversation }) => {
    const before = held.get(conversation.id)?.conversation
    return (
      before === undefined ||
      before.status !== conversation.status ||
      before.snoozed_until !== conversation.snoozed_until ||
      before.epoch !== conversation.epoch
    )
  })
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
