/** Pure merging of rows by id and version: duplicates, repeats and late arrivals change nothing. */
import type { ConversationRow, Id, Message } from '@/shared/api/types'

export type Conversations = ReadonlyMap<Id, ConversationRow>

/** The held part of a conversation's messages: oldest first, no holes. */
export interface Timeline {
  readonly messages: readonly Message[]
  /** The newest page was read: what is held is the end of the conversation. */
  readonly loaded: boolean
  /** There is nothing older. */
  readonly reachedStart: boolean
}

export const emptyTimeline: Timeline = { messages: [], loaded: false, reachedStart: false }

/** Returns the same map when nothing is newer than what is held. */
export function mergeConversations(
  held: Conversations,
  rows: readonly ConversationRow[],
): Conversations {
  let merged: Map<Id, ConversationRow> | null = null
  for (const row of rows) {
    const id = row.conversation.id
    const current = (merged ?? held).get(id)
    if (current !== undefined && current.conversation.version > row.conversation.version) continue
    merged ??= new Map(held)
    merged.set(id, row)
  }
  return merged ?? held
}

/** Returns the same array when nothing is newer than what is held. */
export function mergeMessages(
  held: readonly Message[],
  rows: readonly Message[],
): readonly Message[] {
  const newest = newestById(rows)
  let changed = false
  const kept = held.map((message) => {
    const row = newest.get(message.id)
    newest.delete(message.id)
    if (row === undefined || row.version <= message.version) return message
    changed = true
    return row
  })
  if (!changed && newest.size === 0) return held
  return [...kept, ...newest.values()].sort(byTime)
}

/**
 * Live messages of a conversation whose page is on its way are kept too: the page may have been read
 * before they were committed. Older messages than the held part are dropped unless the start was
 * reached: they would leave a hole.
 */
export function mergeLive(timeline: Timeline, rows: readonly Message[]): Timeline {
  const oldest = timeline.messages[0]
  const fitting =
    timeline.loaded && !timeline.reachedStart && oldest !== undefined
      ? rows.filter(
          (row) => byTime(row, oldest) >= 0 || timeline.messages.some((m) => m.id === row.id),
        )
      : rows
  const messages = mergeMessages(timeline.messages, fitting)
  return messages === timeline.messages ? timeline : { ...timeline, messages }
}

/** Adds a page that was asked for: the newest one first, then older ones in turn. */
export function mergePage(
  timeline: Timeline,
  rows: readonly Message[],
  reachedStart: boolean,
): Timeline {
  const oldest = rows[0]
  const held =
    timeline.loaded || reachedStart || oldest === undefined
      ? timeline.messages
      : timeline.messages.filter((message) => byTime(message, oldest) >= 0)
  return {
    messages: mergeMessages(held, rows),
    loaded: true,
    reachedStart: timeline.reachedStart || reachedStart,
  }
}

function newestById(rows: readonly Message[]): Map<Id, Message> {
  const newest = new Map<Id, Message>()
  for (const row of rows) {
    const other = newest.get(row.id)
    if (other === undefined || other.version <= row.version) newest.set(row.id, row)
  }
  return newest
}

const byTime = (a: Message, b: Message): number => a.at - b.at || a.id - b.id
