//! Images we upload: what they are, checked before anything is sent, and the upload's answer.

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use super::content::Sizes;
use super::failure;
use super::transport::Answer;
use crate::AdapterError;
use crate::capabilities::AVITO;

pub(super) const OPERATION: &str = "uploadImages";

/// Formats that Avito takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// HEIC, as telephones of Apple write it.
    Heic,
}

/// What the first bytes of an image tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageInfo {
    /// Its format.
    pub format: ImageFormat,
    /// Width and height; `None` where they do not stand at a known place (HEIC).
    pub size: Option<(u32, u32)>,
}

/// An image that Avito holds, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedImage {
    /// For [`crate::OutboundMessage::Image`].
    pub image_id: String,
    /// Address of the largest size.
    pub url: Option<String>,
}

impl ImageFormat {
    /// MIME type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Bmp => "image/bmp",
            Self::Heic => "image/heic",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Bmp => "bmp",
            Self::Heic => "heic",
        }
    }
}

impl ImageInfo {
    /// Recognises an image by its content, never by a name; `None` for anything Avito does not take.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\xff\xd8\xff") {
            return Some(Self { format: ImageFormat::Jpeg, size: jpeg_size(bytes) });
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            let size = be32(bytes, 16).zip(be32(bytes, 20));
            return Some(Self { format: ImageFormat::Png, size });
        }
        if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
            let size = le16(bytes, 6).zip(le16(bytes, 8));
            return Some(Self { format: ImageFormat::Gif, size });
        }
        if bytes.starts_with(b"BM") && bytes.len() >= 26 {
            let size =
                le32(bytes, 18).zip(le32(bytes, 22)).map(|(width, height)| (width, signed_height(height)));
            return Some(Self { format: ImageFormat::Bmp, size });
        }
        let brand = bytes.get(4..12)?.strip_prefix(b"ftyp")?;
        let heic = matches!(brand, b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1");
        heic.then_some(Self { format: ImageFormat::Heic, size: None })
    }
}

/// Refuses what Avito would refuse, with words for the operator.
pub(super) fn check(bytes: &[u8]) -> Result<ImageInfo, AdapterError> {
    let refuse = |reason: String| failure::invalid(OPERATION, "image", reason);
    let Some(limits) = AVITO.image else {
        return Err(refuse("изображения не поддерживаются".to_owned()));
    };
    if bytes.len() > limits.max_bytes {
        let megabytes = limits.max_bytes / (1024 * 1024);
        return Err(refuse(format!("файл больше {megabytes} МБ, уменьшите его")));
    }
    let info = ImageInfo::of(bytes)
        .ok_or_else(|| refuse("это не изображение JPEG, PNG, GIF, BMP или HEIC".to_owned()))?;
    if let Some((width, height)) = info.size
        && u64::from(width) * u64::from(height) > limits.max_pixels
    {
        let megapixels = limits.max_pixels / 1_000_000;
        return Err(refuse(format!(
            "{width}×{height} точек, Авито принимает не больше {megapixels} мегапикселей"
        )));
    }
    Ok(info)
}

pub(super) fn form(image: &Bytes, format: ImageFormat) -> Form {
    let name = format!("image.{}", format.extension());
    let length = u64::try_from(image.len()).unwrap_or(u64::MAX);
    let part = Part::stream_with_length(image.clone(), length).file_name(name);
    // The type is one of our own constants; without it the part would be sent untyped, which Avito takes too.
    let part =
        part.mime_str(format.mime()).unwrap_or_else(|_| Part::stream_with_length(image.clone(), length));
    // The name goes out as it is: Avito looks for exactly `uploadfile[]`.
    Form::new().percent_encode_noop().part("uploadfile[]", part)
}

/// `{"<image_id>": {"1280x960": url, …}}`.
pub(super) fn read(answer: &Answer) -> Result<UploadedImage, AdapterError> {
    let mut entries = answer.body.as_object().into_iter().flatten().filter(|(_, sizes)| sizes.is_object());
    let (image_id, sizes): (&String, &Value) =
        entries.next().ok_or_else(|| failure::without_field(OPERATION, answer.status, "<image_id>"))?;
    Ok(UploadedImage { image_id: image_id.clone(), url: Sizes::read(sizes).largest() })
}

/// Walks the segments to the first frame header.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Fill byte.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return be16(bytes, at + 7).zip(be16(bytes, at + 5));
            }
            _ => at += 2 + usize::try_from(be16(bytes, at + 2)?).ok()?.max(2),
        }
        if *bytes.get(at)? != 0xff {
            return None;
        }
    }
}

/// A bitmap stored from the top down has a negative height.
fn signed_height(height: u32) -> u32 {
    height.cast_signed().unsigned_abs()
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u16::from_be_bytes).map(u32::from)
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u16::from_le_bytes).map(u32::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::AdapterErrorKind;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn bmp(width: u32, height: i32) -> Vec<u8> {
        let mut bytes = b"BM".to_vec();
        bytes.resize(18, 0);
        bytes.extend(width.to_le_bytes());
        bytes.extend(height.to_le_bytes());
        bytes
    }

    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc4\0\x03x\xff\xc2\0\x0b\x08\x01\x02\x03\x04\x01";

    #[rstest]
    #[case::jpeg(JPEG.to_vec(), ImageFormat::Jpeg, Some((0x304, 0x102)))]
    #[case::jpeg_cut(b"\xff\xd8\xff\xe0\0".to_vec(), ImageFormat::Jpeg, None)]
    #[case::png(png(640, 480), ImageFormat::Png, Some((640, 480)))]
    #[case::gif(b"GIF89a\x0a\0\x14\0".to_vec(), ImageFormat::Gif, Some((10, 20)))]
    #[case::bmp(bmp(7, -9), ImageFormat::Bmp, Some((7, 9)))]
    #[case::heic(b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(), ImageFormat::Heic, None)]
    fn recognises(#[case] bytes: Vec<u8>, #[case] format: ImageFormat, #[case] size: Option<(u32, u32)>) {
        assert_eq!(ImageInfo::of(&bytes), Some(ImageInfo { format, size }));
    }

    #[rstest]
    #[case::webp(b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), "не изображение")]
    #[case::empty(Vec::new(), "не изображение")]
    #[case::pixels(png(10_000, 7_501), "75 мегапикселей")]
    #[case::bytes(vec![0; 24 * 1024 * 1024 + 1], "больше 24 МБ")]
    fn refuses(#[case] bytes: Vec<u8>, #[case] words: &str) {
        let error = check(&bytes).unwrap_err();
        assert!(matches!(error.kind, AdapterErrorKind::Invalid { .. }));
        assert!(error.admin_message_ru().contains(words), "{}", error.admin_message_ru());
    }

    proptest! {
        #[test]
        fn any_bytes_are_looked_at_without_harm(head in prop::sample::select(vec![
            b"\xff\xd8\xff".to_vec(), b"\x89PNG\r\n\x1a\n".to_vec(), b"GIF89a".to_vec(), b"BM".to_vec(), Vec::new(),
        ]), tail in prop::collection::vec(prop_oneof![Just(0xff), any::<u8>()], 0..80)) {
            let _ = check(&[head, tail].concat());
        }
    }
}
