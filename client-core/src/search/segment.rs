//! The characters of a folded text.

/// A character of a script that is searched by character: Chinese, and any other except Latin.
pub(super) fn is_text(c: char) -> bool {
    !c.is_ascii()
}
