use linli_client_core::query::Unsent;
use serde::Serialize;

use crate::commands::outbox::whereabouts;
use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page, local};
use crate::words;

/// Own work that is with the secretary.
#[derive(Debug, Serialize)]
pub(super) struct Mine {
    escrowed: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    unsent: Unsent,
    /// The address; empty where it is not about a household, or that is held here no more.
    place: String,
}

pub(super) fn mine(desk: &Desk) -> Result<Mine, Error> {
    let entry = |unsent: Unsent| -> Result<Entry, Error> {
        Ok(Entry {
            place: whereabouts(desk, unsent.document, unsent.kind, unsent.command.as_ref())?,
            unsent,
        })
    };
    let escrowed = desk.replica.escrowed()?.into_iter().map(entry);
    Ok(Mine {
        escrowed: escrowed.collect::<Result<_, _>>()?,
    })
}

impl Answer for Mine {
    fn write(&self, page: &mut Page) {
        if self.escrowed.is_empty() {
            page.line(
                "没有等书记决定的记录。",
                "Nothing of yours waits for the secretary.",
            );
            return;
        }
        let lang = page.lang;
        for Entry { unsent, place } in &self.escrowed {
            let command = unsent.command.as_ref();
            let what = command.map(|command| words::command(command, lang));
            let newer = lang.pick("较新版本的记录", "an entry of a newer version");
            let what = what.unwrap_or_else(|| newer.to_owned());
            page.plain(format!("{}  {place}  {what}", local(unsent.at)));
        }
        page.line(
            "这些已交给服务器，本机也有保存；书记采纳后记入登记册，退回则成为草稿。下次同步（linli sync）会收到结果。",
            "These are with the server, and kept here too. Adopted, they are in the register; returned, they become drafts. The next sync (linli sync) brings the decision.",
        );
    }
}
