use clap::Args;

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Note {
    /// 事项编号 (the case's id)
    #[arg(value_name = "ID")]
    case: String,
    /// 发生了什么 (what happened)
    text: String,
    /// 方式，如 电话、上门、转介 (how: a call, a visit)
    #[arg(long)]
    label: Option<String>,
}

impl Note {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let label = parse::filled("--label", self.label.as_deref())?;
        let text = parse::text("TEXT", &self.text)?;
        let case = lookup::case(desk, &self.case)?;
        let event = desk.replica.note_case(case, label, text)?;
        Ok(Saved::new("note_case", "事项进展", "case noted")
            .case(case)
            .event(event))
    }
}

#[derive(Debug, Args)]
pub(crate) struct Close {
    /// 事项编号 (the case's id)
    #[arg(value_name = "ID")]
    case: String,
    /// 怎样办结的 (how it ended)
    text: String,
}

impl Close {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let text = parse::text("TEXT", &self.text)?;
        let case = lookup::case(desk, &self.case)?;
        let event = desk.replica.close_case(case, text)?;
        Ok(Saved::new("close_case", "事项办结", "case closed")
            .case(case)
            .event(event))
    }
}
