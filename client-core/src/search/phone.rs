//! Phone numbers: digits, found by any part of them that has four digits or more.

use linli_likeness::numbers;

/// Fewer digits than this match too many numbers to be of use.
pub(super) const PART_DIGITS_MIN: usize = 4;
/// The longest number of the world has 15 digits; some add an extension.
const DIGITS_MAX: usize = 20;

/// Each number in the text from each of its digits to its end, at least four digits long (a shorter
/// number whole). Several numbers may stand in one text, separated by anything but `-` and blanks.
pub(super) fn endings(text: &str) -> Vec<String> {
    let mut endings = Vec::new();
    for digits in numbers(text) {
        let digits = &digits[..digits.len().min(DIGITS_MAX)];
        let last = digits.len().saturating_sub(PART_DIGITS_MIN);
        endings.extend((0..=last).map(|start| digits[start..].to_owned()));
    }
    endings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_of_four_digits_or_more() {
        let expected = [
            "13800138000",
            "3800138000",
            "800138000",
            "00138000",
            "0138000",
        ];
        assert_eq!(endings("+86 138-0013-8000")[..5], expected);
        assert_eq!(
            endings("13800138000").last().map(String::as_str),
            Some("8000")
        );
        assert_eq!(endings("110"), ["110"]);
        assert_eq!(endings("12345/67890"), ["12345", "2345", "67890", "7890"]);
        assert_eq!(endings("无"), [""]);
    }
}
