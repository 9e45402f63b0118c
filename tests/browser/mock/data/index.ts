/** A small shop as the API would show it: every kind of row, message and state a page must cope with. */

export { NOW, nextVersion } from './clock'
export { accounts, channels, colleagues, me } from './company'
export * from './conversations'
export * from './messages'
export * from './outside'
export * from './quick-replies'
export * from './turn'
