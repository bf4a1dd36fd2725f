use clap::Args;
use linli_client_core::domain::DocumentId;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::{Error, Thing};
use crate::lookup;
use crate::page::{Answer, Page};

#[derive(Debug, Args)]
pub(crate) struct Resolve {
    /// 冲突的序号，见 linli conflicts (the conflict's number)
    #[arg(value_name = "N")]
    number: usize,
    /// 用其中第几个值 (which of its values)
    #[arg(
        long,
        value_name = "K",
        required_unless_present = "value",
        conflicts_with = "value"
    )]
    take: Option<usize>,
    /// 用另一个值；空值为清除 (another value; an empty one clears)
    #[arg(long, value_name = "V")]
    value: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Resolved {
    document: DocumentId,
    path: String,
    /// The value that counts now.
    value: Option<String>,
    /// Conflicts that are left.
    conflicts: usize,
}

impl Resolve {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Resolved, Error> {
        let conflict = lookup::conflict(desk, self.number)?;
        let value = match (self.take, self.value) {
            (Some(take), _) => {
                let chosen = take
                    .checked_sub(1)
                    .and_then(|index| conflict.values.get(index));
                chosen.ok_or(Error::NotFound(Thing::Choice))?.value.clone()
            }
            (None, value) => value.filter(|value| !value.trim().is_empty()),
        };
        desk.replica.resolve_with(&conflict, value.clone())?;
        Ok(Resolved {
            document: conflict.document,
            path: conflict.path,
            value,
            conflicts: desk.replica.conflicts()?.len(),
        })
    }
}

impl Answer for Resolved {
    fn write(&self, page: &mut Page) {
        page.line(
            format!("已决定，存到本机；还剩 {} 处冲突。", self.conflicts),
            format!(
                "Decided, and saved on this device; {} conflicts are left.",
                self.conflicts
            ),
        );
    }
}
