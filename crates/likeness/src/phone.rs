//! Phone numbers as digits.

use crate::fold::fold;

/// The digits of each number in a text, without the code of China. Several may stand in one text,
/// separated by anything but `-` and blanks; a text without digits gives one empty number.
pub fn numbers(text: &str) -> Vec<String> {
    text.split(['/', ',', '，', ';', '；', '、'])
        .map(|number| {
            let digits: String = fold(number)
                .into_iter()
                .filter(char::is_ascii_digit)
                .collect();
            without_country(&digits).to_owned()
        })
        .collect()
}

/// Chinese mobile numbers are stored and typed with and without the country's code.
pub fn without_country(digits: &str) -> &str {
    let mobile = |rest: &&str| rest.len() == 11 && rest.starts_with('1');
    ["0086", "86"]
        .iter()
        .find_map(|code| digits.strip_prefix(code).filter(mobile))
        .unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_digits() {
        assert_eq!(
            numbers("+86 138-0013-8000；010-62345678"),
            ["13800138000", "01062345678"]
        );
        assert_eq!(numbers("无"), [""]);
    }
}
