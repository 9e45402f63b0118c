//! The smallest honest recording: Opus silence in an MP4 container, as the contract describes voices.
//!
//! Boxes follow ISO/IEC 14496-12; the Opus sample entry follows "Encapsulation of Opus in ISO BMFF".

/// Opus always counts time in 48 kHz samples.
const RATE: u32 = 48_000;
/// Samples in a packet of 20 ms.
const PACKET_SAMPLES: u32 = 960;
const PACKETS_A_SECOND: u32 = RATE / PACKET_SAMPLES;
/// One packet: a 20 ms mono frame that decodes to silence.
const SILENT_PACKET: [u8; 3] = [0xF8, 0xFF, 0xFE];
/// Samples a decoder drops at the start.
const PRE_SKIP: u16 = 312;

/// `seconds` of silence.
pub(super) fn silence(seconds: u32) -> Vec<u8> {
    let packets = seconds.saturating_mul(PACKETS_A_SECOND).max(1);
    let head = atom(b"ftyp", &[b"isom\0\0\x02\0isomiso2mp41"]);
    // The offset of the data depends on the size of what precedes it, not on its own value.
    let header_len = head.len() + movie(packets, 0).len() + 8;
    let offset = u32::try_from(header_len).unwrap_or(u32::MAX);
    let data = SILENT_PACKET.repeat(packets as usize);
    [head, movie(packets, offset), atom(b"mdat", &[&data])].concat()
}

fn movie(packets: u32, data_offset: u32) -> Vec<u8> {
    let duration = packets.saturating_mul(PACKET_SAMPLES);
    let track = atom(b"trak", &[&track_header(duration), &media(packets, duration, data_offset)]);
    atom(b"moov", &[&movie_header(duration), &track])
}

fn movie_header(duration: u32) -> Vec<u8> {
    let times = words(&[0, 0, RATE, duration]);
    let rate_and_volume = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    full(b"mvhd", 0, &[&times, &rate_and_volume, &matrix(), &[0; 24], &words(&[2])])
}

fn track_header(duration: u32) -> Vec<u8> {
    let ids = words(&[0, 0, 1, 0, duration, 0, 0]);
    let layer_group_volume = [0, 0, 0, 0, 1, 0, 0, 0];
    full(b"tkhd", 7, &[&ids, &layer_group_volume, &matrix(), &words(&[0, 0])])
}

fn matrix() -> Vec<u8> {
    words(&[0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000])
}

fn media(packets: u32, duration: u32, data_offset: u32) -> Vec<u8> {
    let undetermined_language = [0x55, 0xC4, 0, 0];
    let header = full(b"mdhd", 0, &[&words(&[0, 0, RATE, duration]), &undetermined_language]);
    let handler = full(b"hdlr", 0, &[&words(&[0]), b"soun", &[0; 12], b"voice\0"]);
    let here = full(b"url ", 1, &[]);
    let reference = full(b"dref", 0, &[&words(&[1]), &here]);
    let info = atom(
        b"minf",
        &[&full(b"smhd", 0, &[&[0; 4]]), &atom(b"dinf", &[&reference]), &samples(packets, data_offset)],
    );
    atom(b"mdia", &[&header, &handler, &info])
}

fn samples(packets: u32, data_offset: u32) -> Vec<u8> {
    let size = u32::try_from(SILENT_PACKET.len()).unwrap_or(0);
    atom(
        b"stbl",
        &[
            &full(b"stsd", 0, &[&words(&[1]), &opus_entry()]),
            &full(b"stts", 0, &[&words(&[1, packets, PACKET_SAMPLES])]),
            &full(b"stsc", 0, &[&words(&[1, 1, packets, 1])]),
            &full(b"stsz", 0, &[&words(&[size, packets])]),
            &full(b"stco", 0, &[&words(&[1, data_offset])]),
        ],
    )
}

fn opus_entry() -> Vec<u8> {
    let reserved_and_reference = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    let mono_sixteen_bits = [0, 1, 0, 16, 0, 0, 0, 0];
    let [skip_high, skip_low] = PRE_SKIP.to_be_bytes();
    let specific = [&[0, 1, skip_high, skip_low][..], &words(&[RATE]), &[0, 0, 0]].concat();
    atom(
        b"Opus",
        &[&reserved_and_reference, &mono_sixteen_bits, &words(&[RATE << 16]), &atom(b"dOps", &[&specific])],
    )
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// A box with version 0 and flags.
fn full(name: &[u8; 4], flags: u32, parts: &[&[u8]]) -> Vec<u8> {
    atom(name, &[&words(&[flags]), &parts.concat()])
}

fn atom(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let size = u32::try_from(body.len() + 8).unwrap_or(u32::MAX);
    [&size.to_be_bytes()[..], name, &body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes of the boxes at the top, which must add up to the file.
    fn boxes(file: &[u8]) -> Vec<(String, usize)> {
        let mut rest = file;
        let mut found = Vec::new();
        while !rest.is_empty() {
            let size = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
            found.push((String::from_utf8(rest[4..8].to_vec()).unwrap(), size));
            rest = &rest[size..];
        }
        found
    }

    #[test]
    fn the_container_is_whole_and_points_at_its_data() {
        let file = silence(2);
        let found = boxes(&file);
        assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["ftyp", "moov", "mdat"]);
        let start = file.windows(4).position(|four| four == b"stco").unwrap() + 12;
        let offset = u32::from_be_bytes(file[start..start + 4].try_into().unwrap()) as usize;
        assert_eq!(file[offset..offset + 3], SILENT_PACKET);
        assert_eq!(file.len() - offset, 2 * 50 * SILENT_PACKET.len());
    }
}
