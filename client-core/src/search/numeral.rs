//! Small Chinese numerals: a register says `三号楼` where another says `3号楼`.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The numeral at the start of the text, as a number up to 99 and its length in characters.
pub(super) fn leading(text: &[char]) -> Option<(u32, usize)> {
    let digit = |at: usize| text.get(at).and_then(|&c| value(c));
    match (digit(0), text.get(usize::from(digit(0).is_some()))) {
        (None, Some('十')) => Some(match digit(1) {
            Some(ones) => (10 + ones, 2),
            None => (10, 1),
        }),
        (Some(tens), Some('十')) => Some(match digit(2) {
            Some(ones) => (tens * 10 + ones, 3),
            None => (tens * 10, 2),
        }),
        (Some(ones), _) => Some((ones, 1)),
        (None, _) => None,
    }
}

fn value(c: char) -> Option<u32> {
    let c = match c {
        '〇' => '零',
        '两' => '二',
        c => c,
    };
    (0..)
        .zip(DIGITS)
        .find(|&(_, digit)| digit == c)
        .map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leading_of(text: &str) -> Option<(u32, usize)> {
        leading(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn numerals_up_to_99() {
        for (text, number, length) in [
            ("三号楼", 3, 1),
            ("两单元", 2, 1),
            ("十栋", 10, 1),
            ("十二栋", 12, 2),
            ("二十栋", 20, 2),
            ("九十九栋", 99, 3),
        ] {
            assert_eq!(leading_of(text), Some((number, length)), "{text}");
        }
        assert_eq!(leading_of("楼三"), None);
        assert_eq!(leading_of(""), None);
    }
}
