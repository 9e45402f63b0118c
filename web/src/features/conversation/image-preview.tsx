import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './composer.module.css'
import { useObjectUrl } from './use-object-url'

interface ImagePreviewProps {
  file: File
  onSend: () => void
  onCancel: () => void
}

/** A picture is looked at before it goes: a wrong paste can't be taken back from a customer. */
export function ImagePreview({ file, onSend, onCancel }: ImagePreviewProps) {
  const { t } = useTranslation(['conversation', 'common'])
  const url = useObjectUrl(file)
  return (
    <div className={classes.image}>
      {url && <img src={url} alt={file.name} />}
      <div className={classes.imageWords}>
        <p>{t('composer.confirmImage')}</p>
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
