//! `linli-server privacy report`

mod record;
mod words;

use clap::ValueEnum;
use linli_domain::privacy::PURPOSES;
use serde_json::{Value, json};

use super::report::Report;
use crate::config::RetentionConfig;

/// In which the record of processing is written: an authority reads one language, not two at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Lang {
    fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Needs no store: it tells what this version keeps, not of whom.
pub(super) fn report(lang: Lang, terms: &RetentionConfig) -> Report {
    Report::new(record::write(lang, terms), json(terms))
}

fn json(terms: &RetentionConfig) -> Value {
    let purposes = PURPOSES.iter().map(|purpose| {
        let kept = terms.configured(purpose.retention);
        json!({
            "code": purpose.code,
            "zh": purpose.zh,
            "en": purpose.en,
            "basis": { "code": purpose.basis.code(), "zh": purpose.basis.zh(), "en": purpose.basis.en() },
            "retention": { "zh": kept.zh(), "en": kept.en() },
            "sensitivity": purpose.sensitivity.code(),
        })
    });
    json!({ "purposes": purposes.collect::<Vec<_>>() })
}
