use linli_domain::text::{Label, Name, Note, Phone, Text};
use linli_domain::{Command, limits};
use proptest::prelude::*;

/// Read once, it stays as it is: printed, in JSON, and read again.
fn settled<const MIN: usize, const MAX: usize>(text: &str) -> Result<(), TestCaseError> {
    let Ok(read) = Text::<MIN, MAX>::new(text) else {
        return Ok(());
    };
    let chars = read.chars().count();
    prop_assert!((MIN..=MAX).contains(&chars));
    prop_assert!(!read.chars().any(|c| c.is_control() && c != '\n'));
    prop_assert_eq!(Text::new(&read), Ok(read.clone()));
    prop_assert_eq!(read.to_string(), text.trim());
    prop_assert_eq!(read.as_str(), text.trim());
    let json = serde_json::to_string(&read).unwrap();
    prop_assert_eq!(serde_json::from_str::<Text<MIN, MAX>>(&json).unwrap(), read);
    Ok(())
}

proptest! {
    #[test]
    fn a_text_is_settled_once_read(text in ".{0,60}") {
        settled::<1, { limits::NAME_CHARS }>(&text)?;
        settled::<0, { limits::NOTE_CHARS }>(&text)?;
    }

    #[test]
    fn json_takes_no_text_that_a_person_could_not_enter(text in ".{0,60}") {
        let json = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(serde_json::from_str::<Label>(&json).ok(), Label::new(&text).ok());
        prop_assert_eq!(serde_json::from_str::<Phone>(&json).ok(), Phone::new(&text).ok());
    }

    #[test]
    fn a_phone_is_settled_once_read(text in "[0-9０-９+ －—-]{0,30}") {
        if let Ok(phone) = Phone::new(&text) {
            prop_assert_eq!(Phone::new(phone.as_str()), Ok(phone.clone()));
            prop_assert_eq!(phone.to_string(), phone.as_str());
            prop_assert_eq!(text.parse(), Ok(phone.clone()));
            prop_assert!(phone.as_str().len() <= limits::PHONE_CHARS);
        }
    }

    #[test]
    fn a_command_takes_no_longer_text_in_cbor(length in 0usize..60) {
        let mut bytes = b"\xa1\x67set_tag\xa1\x63tag\x78".to_vec();
        bytes.push(length as u8);
        bytes.extend(std::iter::repeat_n(b'x', length));
        let legal = (1..=limits::LABEL_CHARS).contains(&length);
        prop_assert_eq!(Command::from_bytes(&bytes).is_ok(), legal);
    }
}

#[test]
fn characters_are_counted_and_not_bytes() {
    assert!(Note::new(&"长".repeat(limits::NOTE_CHARS)).is_ok());
    assert!(Note::new(&"长".repeat(limits::NOTE_CHARS + 1)).is_err());
    assert!(Name::new("\u{3000}张三\u{3000}").is_ok_and(|name| name.as_str() == "张三"));
}
