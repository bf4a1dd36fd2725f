//! Bytes of a text file to text: UTF-8 with or without a mark, UTF-16 with one, and GB18030 (which
//! contains GBK), as Chinese versions of Excel write CSV.

use encoding_rs::{Encoding, GB18030};

/// `None` when the bytes are none of these. Nothing is replaced: half a name is no name.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes) {
        return strictly(encoding, &bytes[mark_bytes..]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => strictly(GB18030, bytes),
    }
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_of_an_office_are_told_apart() {
        let (gbk, _, _) = encoding_rs::GBK.encode("楼栋,姓名");
        for bytes in [
            "楼栋,姓名".as_bytes(),
            "\u{feff}楼栋,姓名".as_bytes(),
            &gbk,
            &"\u{feff}楼栋,姓名"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>(),
        ] {
            assert_eq!(decode(bytes).as_deref(), Some("楼栋,姓名"));
        }
    }

    #[test]
    fn other_bytes_are_no_text() {
        assert_eq!(decode(&[0xff, 0x00, 0x81]), None);
    }
}
