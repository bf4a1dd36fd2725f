//! Search by name, pinyin, initials, phone and address, on top of SQLite's FTS5.
//!
//! FTS5 cuts text at spaces, and Chinese has none: its own tokenizers find nothing in `张三丰` but the
//! whole. So the text is cut here, on the way in ([`resident_tokens`], [`household_tokens`]) and on the
//! way out ([`match_expression`]), and FTS5 sees words only. This module runs no SQL; the table is
//!
//! ```sql
//! CREATE VIRTUAL TABLE search USING fts5(tokens, detail = none, tokenize = 'ascii');
//! INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
//! ```
//!
//! `ascii` keeps every character outside ASCII, while `unicode61` drops characters younger than Unicode
//! 6.1, as rare family names are. `detail = none` is enough, because nothing here asks for a phrase.
//! Without `secure-delete` an erased resident's phone number stays in the index until a later merge; a
//! table with `contentless_delete` ignores that setting, so the table keeps its tokens. Deleting costs
//! about half a millisecond a row, so a rebuild drops the table and creates it anew.
//!
//! A token's first letter is its class, so that `li` (a syllable) and `li` (two initials) stay apart:
//!
//! | class | token | found by |
//! | --- | --- | --- |
//! | `h` | one character or two neighbours of a text in Chinese | itself |
//! | `p` | pinyin from one syllable to the end of the name, joined | any beginning |
//! | `i` | initials from one syllable to the end of the name | any beginning |
//! | `t` | a phone number from one digit to its end | a beginning of 4 digits or more |
//! | `b` | an address that begins with the building: `3`, `3x1`, `3x1x302`, `3x302` | itself, any beginning |
//! | `u` | an address that begins with the unit: `1`, `1x302` | itself, any beginning |
//! | `r` | a room, or a number inside a name | any beginning |
//!
//! Put a resident's tokens and those of the household into one row, and `3号楼张三` finds the person.

mod address;
mod door;
mod numeral;
mod phone;
mod query;
mod romanise;
mod segment;
#[cfg(test)]
mod tests;
mod tokens;

pub(crate) use address::household_tokens;
pub(crate) use door::{building_labels, door_tokens};
pub(crate) use query::match_expression;

use linli_likeness::{fold, syllables};
use tokens::Tokens;

/// The table as a replica has it now; a new file gets it from the migrations, which stay as they were.
pub(crate) const TABLE: &str = "
    CREATE VIRTUAL TABLE search USING fts5 (tokens, detail = none, tokenize = 'ascii');
    INSERT INTO search (search, rank) VALUES ('secure-delete', 1);";

/// The words under which a resident is found, separated by spaces. Total, for any text; a usual name
/// with a phone number gives fewer than 60 words. Only the first 64 characters of each text count.
pub(crate) fn resident_tokens(name: &str, phone: Option<&str>) -> String {
    let mut tokens = Tokens::default();
    let name = fold(name);
    let han: Vec<char> = name
        .iter()
        .copied()
        .filter(|&c| segment::is_text(c))
        .collect();
    for character in &han {
        tokens.push("h", &[*character]);
    }
    for pair in han.windows(2) {
        tokens.push("h", pair);
    }
    for (pinyin, initials) in romanise::endings(&syllables(&name)) {
        tokens.push_str("p", &pinyin);
        tokens.push_str("i", &initials);
    }
    for number in address::labels(&name) {
        tokens.push_str("r", &number);
    }
    for ending in phone.map(phone::endings).unwrap_or_default() {
        tokens.push_str("t", &ending);
    }
    tokens.join()
}
