import { IconPhoto } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './item-thumb.module.css'

interface ItemThumbProps {
  url: string | null
  size?: 'row' | 'card'
}

/** Square picture of the listing. Decorative: the title stands beside it or in the tooltip. */
export function ItemThumb({ url, size = 'row' }: ItemThumbProps) {
  const [failedUrl, setFailedUrl] = useState<string | null>(null)
  const picture = url !== null && url !== failedUrl ? url : null
  return (
    <span className={classes.thumb} data-size={size} aria-hidden>
      {picture === null ? (
        <IconPhoto size={18} stroke={1.5} />
      ) : (
        <img src={picture} alt="" loading="lazy" onError={() => setFailedUrl(picture)} />
      )}
    </span>
  )
}
