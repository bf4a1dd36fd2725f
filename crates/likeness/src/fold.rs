//! Folding: one text in, a row of characters out that search and comparison can rely on.

/// Longer texts are cut. Names of 20 characters exist; a query this long is no query.
const CHARS_MAX: usize = 64;

/// Folds a text to lower-case `a-z`, digits `0-9`, letters of other scripts, a `-` for every mark and
/// a space for every kind of blank. Full-width digits and letters become plain ones, pinyin loses its
/// tones, and `ü` becomes `v`, as it is typed. At most 64 characters.
pub fn fold(text: &str) -> Vec<char> {
    text.chars().take(CHARS_MAX).map(fold_char).collect()
}

/// A lower-case Latin letter.
pub fn letters(c: char) -> bool {
    c.is_ascii_lowercase()
}

/// The letters at the start of a text, at most to its end.
pub fn latin_run(text: &[char]) -> &[char] {
    let end = text.iter().position(|&c| !letters(c)).unwrap_or(text.len());
    &text[..end]
}

fn fold_char(c: char) -> char {
    let plain = match c {
        '\u{3000}' => ' ',
        // The full-width block repeats ASCII at a fixed distance.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let lower = plain.to_lowercase().next().unwrap_or(plain);
    match lower {
        'ā' | 'á' | 'ǎ' | 'à' => 'a',
        'ē' | 'é' | 'ě' | 'è' | 'ê' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' => 'u',
        'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        c if c.is_ascii_alphanumeric() => c,
        c if c.is_whitespace() || c.is_control() => ' ',
        c if c.is_alphanumeric() => c,
        _ => '-',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(text).into_iter().collect()
    }

    #[test]
    fn width_case_and_tones_go() {
        assert_eq!(folded("３号楼Ａ座"), "3号楼a座");
        assert_eq!(folded("Lǚ Zhāng"), "lv zhang");
        assert_eq!(folded("古丽·买买提\u{3000}（女）"), "古丽-买买提 -女-");
    }

    #[test]
    fn nothing_survives_that_fts5_gives_a_meaning() {
        assert_eq!(folded("\"a\" OR b*\0^:"), "-a- or b- --");
        assert_eq!(fold(&"张".repeat(1000)).len(), 64);
    }
}
