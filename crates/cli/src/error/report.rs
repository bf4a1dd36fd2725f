//! An error on stderr: a line for people, or an object for programs.

use std::error::Error as _;

use clap::error::{ContextKind, ErrorKind};
use serde_json::json;

use super::{Error, Exit};
use crate::lang::Lang;
use crate::page::Voice;

/// Says what went wrong and gives the exit code.
pub(crate) fn report(error: &Error, voice: Voice) -> Exit {
    if voice.json {
        let mut object = json!({ "code": error.code(), "zh": error.zh(), "en": error.en() });
        if let Error::Ambiguous { candidates, .. } = error {
            object["candidates"] = json!(candidates);
        }
        eprintln!("{object}");
    } else {
        eprintln!(
            "{}{}",
            voice.lang.pick("错误：", "error: "),
            error.words(voice.lang)
        );
        if let Error::Ambiguous { candidates, .. } = error {
            for candidate in candidates {
                eprintln!("  {}  {}", candidate.id, candidate.place);
            }
        }
    }
    error.exit()
}

/// A command line that was not understood, or a request for help.
pub(crate) fn report_usage(error: &clap::Error, voice: Voice) -> Exit {
    if !error.use_stderr() {
        // Help and version: what was asked for. If stdout is closed, nobody is left to tell.
        drop(error.print());
        return Exit::Ok;
    }
    if voice.json {
        // Not clap's own text: it repeats what was typed, and that may be somebody's note.
        let object = json!({
            "code": "usage",
            "zh": "命令写法不对，没有做任何改动。请看 linli --help。",
            "en": format!("The command line is not understood ({}). Nothing was changed. See linli --help.", error.kind()),
        });
        eprintln!("{object}");
    } else {
        if voice.lang == Lang::Zh {
            eprintln!("命令写法不对，没有做任何改动：");
        }
        match wrong_value(error) {
            Some(said) => eprintln!("{said}"),
            None => drop(error.print()),
        }
    }
    Exit::Usage
}

/// The option and what it takes, where a value was wrong. clap would repeat the value, and what was typed for
/// a resident or a visit is not to end up where a terminal's output is kept.
fn wrong_value(error: &clap::Error) -> Option<String> {
    if !matches!(
        error.kind(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
    ) {
        return None;
    }
    let argument = error.get(ContextKind::InvalidArg)?;
    let reason = match (error.source(), error.get(ContextKind::ValidValue)) {
        (Some(reason), _) => reason.to_string(),
        (None, Some(values)) => values.to_string(),
        (None, None) => error.kind().to_string(),
    };
    Some(format!("{argument}: {reason}"))
}
