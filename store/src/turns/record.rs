//! How a turn's record is kept: JSON, packed. Records are most of what a database of conversations holds.

use crate::{Result, StoreError};

/// The only format so far: LZ4 with the length before it. Stands before the bytes, so that another may follow.
const LZ4: u8 = 1;
/// No record comes near; a damaged length must not ask for all memory.
const LONGEST: usize = 64 << 20;

/// The bytes of a record's column.
pub(super) fn pack(json: &str) -> Vec<u8> {
    let packed = lz4_flex::compress_prepend_size(json.as_bytes());
    let mut bytes = Vec::with_capacity(packed.len() + 1);
    bytes.push(LZ4);
    bytes.extend(packed);
    bytes
}

/// What was packed.
///
/// # Errors
/// [`Corrupt`](StoreError::Corrupt) when the bytes are none of ours.
pub(super) fn unpack(bytes: &[u8]) -> Result<serde_json::Value> {
    let damaged = || StoreError::Corrupt("record of a turn".into());
    let packed = bytes.split_first().filter(|(format, _)| **format == LZ4).map(|(_, packed)| packed);
    let packed = packed.ok_or_else(damaged)?;
    let (length, _) = lz4_flex::block::uncompressed_size(packed).map_err(|_| damaged())?;
    if length > LONGEST {
        return Err(damaged());
    }
    let json = lz4_flex::decompress_size_prepended(packed).map_err(|_| damaged())?;
    serde_json::from_slice(&json).map_err(|_| damaged())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_as_it_was() {
        let json = serde_json::json!({"trace": [{"node": "ответ", "score": 0.1}], "empty": []});
        assert_eq!(unpack(&pack(&json.to_string())), Ok(json));
    }

    #[test]
    fn damaged_bytes_are_an_error() {
        let whole = pack(r#"{"trace": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#);
        let mut long = whole.clone();
        long.splice(1..5, [0xff; 4]);
        for bytes in [&[][..], &[9, 1, 2], &whole[..whole.len() - 3], &whole[..3], &long] {
            assert!(matches!(unpack(bytes), Err(StoreError::Corrupt(_))), "{bytes:?}");
        }
    }
}
