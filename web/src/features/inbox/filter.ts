import type { ConversationQuery } from '@/shared/api/endpoints'

/** What resets the filters; the tab and the accounts stay. */
export const noFilters = {
  status: undefined,
  assignee: undefined,
  channel: undefined,
  sort: undefined,
} satisfies Partial<ConversationQuery>

/** How many filters narrow or reorder the list. */
export const filterCount = ({ status, assignee, channel, sort }: ConversationQuery): number =>
  [status, assignee, channel, sort].filter((one) => one !== undefined).length

/** Whether the list may be empty because of what was chosen. */
export const isNarrowed = ({ status, assignee, channel }: ConversationQuery): boolean =>
  status !== undefined || assignee !== undefined || channel !== undefined
