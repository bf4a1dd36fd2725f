//! Words that stand for a choice, in Chinese and English. Each is a clap value parser.

use linli_client_core::domain::command::{
    ConsentMethod, ContactChannel, DisputeOutcome, Gender, Outcome,
};

/// The message is for whoever mistyped a word of a fixed list; nothing personal is in it.
type Parsed<T> = Result<T, String>;

pub(crate) fn outcome(given: &str) -> Parsed<Outcome> {
    given.trim().parse().map_err(|_| {
        let all: Vec<String> = Outcome::ALL
            .iter()
            .map(|outcome| format!("{} {}", outcome.zh(), outcome.as_str()))
            .collect();
        format!("可选 (one of): {}", all.join(", "))
    })
}

pub(crate) fn dispute_outcome(given: &str) -> Parsed<DisputeOutcome> {
    let words = DisputeOutcome::ALL.map(|outcome| (outcome.zh(), outcome.as_str(), outcome));
    pick(given, &words)
}

pub(crate) fn channel(given: &str) -> Parsed<ContactChannel> {
    pick(
        given,
        &[
            ("上门", "visit", ContactChannel::Visit),
            ("电话", "phone", ContactChannel::Phone),
            ("短信", "message", ContactChannel::Message),
            ("微信", "message", ContactChannel::Message),
        ],
    )
}

pub(crate) fn consent_method(given: &str) -> Parsed<ConsentMethod> {
    pick(
        given,
        &[
            ("口头", "spoken", ConsentMethod::Spoken),
            ("书面", "written", ConsentMethod::Written),
            ("移交", "transferred", ConsentMethod::Transferred),
        ],
    )
}

pub(crate) fn gender(given: &str) -> Option<Gender> {
    pick(
        given,
        &[
            ("女", "female", Gender::Female),
            ("男", "male", Gender::Male),
            ("女性", "f", Gender::Female),
            ("男性", "m", Gender::Male),
        ],
    )
    .ok()
}

fn pick<T: Copy>(given: &str, words: &[(&str, &str, T)]) -> Parsed<T> {
    let given = given.trim();
    let found = words
        .iter()
        .find(|(zh, en, _)| *zh == given || en.eq_ignore_ascii_case(given));
    found.map(|(_, _, value)| *value).ok_or_else(|| {
        let all: Vec<String> = words
            .iter()
            .map(|(zh, en, _)| format!("{zh} {en}"))
            .collect();
        format!("可选 (one of): {}", all.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_has_a_word_in_either_language() {
        assert_eq!(outcome("无人应答"), Ok(Outcome::NoAnswer));
        assert_eq!(outcome("no_answer"), Ok(Outcome::NoAnswer));
        assert!(outcome("不在").unwrap_err().contains("无人应答 no_answer"));
        assert_eq!(dispute_outcome("已移交"), Ok(DisputeOutcome::PassedOn));
        assert_eq!(channel("微信"), Ok(ContactChannel::Message));
        assert_eq!(consent_method("Written"), Ok(ConsentMethod::Written));
        assert_eq!(gender("女"), Some(Gender::Female));
        assert_eq!(gender("F"), Some(Gender::Female));
        assert_eq!(gender("?"), None);
    }
}
