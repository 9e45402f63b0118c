import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './composer.module.css'
import { plainName } from './composer-limits'
import { useObjectUrl } from './use-object-url'

interface ImagePreviewProps {
  files: readonly File[]
  onSend: () => void
  onCancel: () => void
}

/** Pictures are looked at before they go: a wrong paste can't be taken back from a customer. */
export function ImagePreview({ files, onSend, onCancel }: ImagePreviewProps) {
  const { t } = useTranslation(['conversation', 'common'])
  return (
    <div className={classes.image}>
      {files.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change while it is shown
        <Picture key={index} file={file} />
      ))}
      <div className={classes.imageWords}>
        <p>{t('composer.confirmImage', { count: files.length })}</p>
        <div className={classes.imageActions}>
          <Button size="xs" onClick={onSend} autoFocus>
            {t('composer.send')}
          </Button>
          <Button size="xs" variant="default" onClick={onCancel}>
            {t('common:action.cancel')}
          </Button>
        </div>
      </div>
    </div>
  )
}

function Picture({ file }: { file: File }) {
  const url = useObjectUrl(file)
  const name = plainName(file.name)
  return (
    <figure className={classes.picture}>
      {url && <img src={url} alt={name} />}
      <figcaption dir="auto">{name}</figcaption>
    </figure>
  )
}
