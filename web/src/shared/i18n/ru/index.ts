import common from './common.json'
import inbox from './inbox.json'

/** Texts of the first paint; those of chats, pages and dialogs come with them: see `later.ts`. */
export const ru = { common, inbox }
