//! Pictures that were uploaded, and the checks an upload must pass.

use std::collections::HashMap;
use std::sync::RwLock;

use bytes::Bytes;

use crate::sync::{read, write};

/// Largest picture taken (contract §4).
pub(crate) const MAX_BYTES: usize = 24 * 1024 * 1024;
/// Most pixels of a picture (contract §4).
const MAX_PIXELS: u64 = 75_000_000;

/// A stored picture.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) content_type: &'static str,
    pub(crate) bytes: Bytes,
}

/// Pictures by image_id.
#[derive(Debug, Default)]
pub(crate) struct Media {
    pictures: RwLock<HashMap<String, Picture>>,
}

impl Media {
    pub(crate) fn put(&self, image_id: String, picture: Picture) {
        write(&self.pictures).insert(image_id, picture);
    }

    pub(crate) fn get(&self, image_id: &str) -> Option<Picture> {
        read(&self.pictures).get(image_id).cloned()
    }
}

/// Why a picture was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadPicture {
    #[error("изображение больше 24 МБ")]
    TooLarge,
    #[error("поддерживаются только JPEG, HEIC, GIF, BMP и PNG")]
    UnknownFormat,
    #[error("изображение больше 75 мегапикселей")]
    TooManyPixels,
}

/// Looks at the bytes, never at the name: format, size, number of pixels.
pub(crate) fn inspect(bytes: Bytes) -> Result<Picture, BadPicture> {
    if bytes.len() > MAX_BYTES {
        return Err(BadPicture::TooLarge);
    }
    let content_type = format(&bytes).ok_or(BadPicture::UnknownFormat)?;
    if dimensions(content_type, &bytes).is_some_and(|(w, h)| u64::from(w) * u64::from(h) > MAX_PIXELS) {
        return Err(BadPicture::TooManyPixels);
    }
    Ok(Picture { content_type, bytes })
}

fn format(bytes: &[u8]) -> Option<&'static str> {
    const BRANDS: [&[u8]; 6] = [b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim"];
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'B', b'M', ..] if bytes.len() >= 26 => Some("image/bmp"),
        _ if bytes.get(4..8) == Some(b"ftyp") && BRANDS.iter().any(|b| bytes.get(8..12) == Some(*b)) => {
            Some("image/heic")
        }
        _ => None,
    }
}

/// Width and height, where the header tells them simply (HEIC does not).
fn dimensions(content_type: &str, bytes: &[u8]) -> Option<(u32, u32)> {
    match content_type {
        "image/png" => Some((be32(bytes, 16)?, be32(bytes, 20)?)),
        "image/gif" => Some((le16(bytes, 6)?, le16(bytes, 8)?)),
        "image/bmp" => Some((le32(bytes, 18)?, le32(bytes, 22)?.cast_signed().unsigned_abs())),
        "image/jpeg" => jpeg_dimensions(bytes),
        _ => None,
    }
}

/// Walks the segments of a JPEG to its frame header (SOF0 to SOF15, without the three that are not frames).
fn jpeg_dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        match *bytes.get(at + 1)? {
            0xFF => at += 1,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Some((be16(bytes, at + 7)?, be16(bytes, at + 5)?));
            }
            0x01 | 0xD0..=0xD9 => at += 2,
            _ => at += 2 + be16(bytes, at + 2)? as usize,
        }
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u16::from_be_bytes).map(u32::from)
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u16::from_le_bytes).map(u32::from)
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let head = [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, b'I', b'H', b'D', b'R'];
        [&head[..], &width.to_be_bytes(), &height.to_be_bytes()].concat()
    }

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let app0 = [0xFF, 0xE0, 0, 4, 1, 2];
        let sof = [0xFF, 0xC0, 0, 11, 8];
        [&[0xFF, 0xD8][..], &app0, &sof, &height.to_be_bytes(), &width.to_be_bytes(), &[1, 0, 0, 0]].concat()
    }

    #[test]
    fn pictures_are_judged_by_their_bytes() {
        let judge = |bytes: Vec<u8>| inspect(Bytes::from(bytes)).map(|p| p.content_type);
        assert_eq!(judge(png(640, 480)), Ok("image/png"));
        assert_eq!(judge(jpeg(640, 480)), Ok("image/jpeg"));
        assert_eq!(judge(b"GIF89a\x10\x00\x10\x00".to_vec()), Ok("image/gif"));
        assert_eq!(judge([b"BM".to_vec(), vec![0; 24]].concat()), Ok("image/bmp"));
        assert_eq!(judge(b"\0\0\0\x18ftypheic\0\0\0\0".to_vec()), Ok("image/heic"));
        assert_eq!(judge(b"%PDF-1.7".to_vec()), Err(BadPicture::UnknownFormat));
        assert_eq!(judge(b"RIFF\0\0\0\0WEBPVP8 ".to_vec()), Err(BadPicture::UnknownFormat));
        assert_eq!(judge(Vec::new()), Err(BadPicture::UnknownFormat));
        assert_eq!(judge(png(10_000, 7_501)), Err(BadPicture::TooManyPixels));
        assert_eq!(judge(jpeg(10_000, 7_500)), Ok("image/jpeg"));
        assert_eq!(judge(jpeg(10_000, 7_501)), Err(BadPicture::TooManyPixels));
        let mut big = png(1, 1);
        big.resize(MAX_BYTES + 1, 0);
        assert_eq!(judge(big), Err(BadPicture::TooLarge));
    }

    #[test]
    fn a_cut_header_is_not_a_crash() {
        for whole in [png(5, 5), jpeg(5, 5)] {
            for end in 0..whole.len() {
                let _ = inspect(Bytes::copy_from_slice(&whole[..end]));
            }
        }
    }
}
