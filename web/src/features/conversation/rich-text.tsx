import { Fragment } from 'react'
import classes from './rich-text.module.css'

const ADDRESS = /(https?:\/\/[^\s<>"«»]+)/giu
const TRAILING = /[.,:;!?)\]}'…]+$/u

/** Plain text with its http(s) addresses made into links; everything else stays text. */
export function RichText({ text }: { text: string }) {
  return (
    <span className={classes.text} dir="auto">
      {text.split(ADDRESS).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <Fragment key={index}>{index % 2 === 1 ? <Address text={part} /> : part}</Fragment>
      ))}
    </span>
  )
}

function Address({ text }: { text: string }) {
  const tail = TRAILING.exec(text)?.[0] ?? ''
  const address = text.slice(0, text.length - tail.length)
  return (
    <>
      <a href={address} target="_blank" rel="noopener noreferrer nofollow">
        {address}
      </a>
      {tail}
    </>
  )
}
