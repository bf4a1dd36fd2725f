//! Columns of a terminal: a Chinese character takes two.

use unicode_width::UnicodeWidthStr;

pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Blanks after the text, up to `columns`. A longer text stays whole: a name is never cut.
pub(super) fn padded(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// On one line, without anything that a terminal would obey.
pub(crate) fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_takes_two_columns() {
        assert_eq!(width("3号楼301"), 8);
        assert_eq!(padded("张三", 6), "张三  ");
        assert_eq!(padded("欧阳娜娜", 6), "欧阳娜娜");
    }

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(one_line("两行\n\u{1b}[2J字\r"), "两行  [2J字");
    }
}
