import { useState } from 'react'
import classes from './avatar.module.css'

interface AvatarProps {
  name: string
  url: string | null
  /** Chooses the colour when there is no picture, so that a person keeps it. */
  seed: number
  size?: 'row' | 'card'
}

const HUES = 8

/** Round picture of a person, or the initials. Decorative: the name always stands beside it. */
export function Avatar({ name, url, seed, size = 'row' }: AvatarProps) {
  const [failedUrl, setFailedUrl] = useState<string | null>(null)
  const picture = url !== null && url !== failedUrl ? url : null
  return (
    <span
      className={classes.avatar}
      data-size={size}
      data-hue={Math.abs(seed) % HUES}
      // Painted by the style sheet: two letters are no text to be read or searched.
      data-initials={picture === null ? initials(name) : ''}
      aria-hidden
    >
      {picture !== null && (
        <img src={picture} alt="" loading="lazy" onError={() => setFailedUrl(picture)} />
      )}
    </span>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/u)
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()
}
