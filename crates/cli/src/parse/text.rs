use std::str::FromStr;

use linli_client_core::domain::text::TextError;

use crate::error::{Error, Reason};

/// A text within its bounds.
pub(crate) fn text<T: FromStr<Err = TextError>>(
    option: &'static str,
    given: &str,
) -> Result<T, Error> {
    given.parse().map_err(|error| Error::Option {
        option,
        reason: Reason::Text(error),
    })
}

/// Left out or empty: unset.
pub(crate) fn filled<T: FromStr<Err = TextError>>(
    option: &'static str,
    given: Option<&str>,
) -> Result<Option<T>, Error> {
    let given = given.filter(|given| !given.trim().is_empty());
    given.map(|given| text(option, given)).transpose()
}

/// A field that is to be set, or with an empty value to be cleared.
pub(crate) fn set<T>(
    given: &str,
    parse: impl FnOnce(&str) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    match given.trim() {
        "" => Ok(None),
        given => parse(given).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use linli_client_core::domain::text::{Name, Phone};

    use super::*;

    #[test]
    fn what_is_wrong_is_named_by_its_option_only() {
        let error = text::<Phone>("--phone", "问他女儿").unwrap_err();
        assert_eq!(error.code(), "usage");
        for words in [error.zh(), error.en()] {
            assert!(
                words.contains("--phone") && !words.contains("女儿"),
                "{words}"
            );
        }
    }

    #[test]
    fn an_empty_value_clears() {
        assert_eq!(
            set(" ", |given| text::<Name>("--name", given)).unwrap(),
            None
        );
        assert!(
            set("张三", |given| text::<Name>("--name", given))
                .unwrap()
                .is_some()
        );
        assert_eq!(filled::<Name>("--name", Some("")).unwrap(), None);
    }
}
