use clap::Args;

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::lang::Lang;
use crate::{lookup, parse, words};

#[derive(Debug, Args)]
pub(crate) struct Refer {
    /// 事项编号 (the case's id)
    #[arg(value_name = "ID")]
    case: String,
    /// 请调解什么 (what the mediators are asked to settle)
    text: String,
}

impl Refer {
    pub(super) fn run(self, desk: &mut Desk, lang: Lang) -> Result<Saved, Error> {
        let text = parse::text("TEXT", &self.text)?;
        let case = lookup::case(desk, &self.case)?;
        let event = desk.replica.refer_case(case, text)?;
        let view = desk.replica.case(case)?;
        let recorded = view.events.into_iter().find(|it| it.id == event);
        let (zh, en) = match recorded.and_then(|it| it.void) {
            Some(reason) => {
                let reason = words::void(reason, lang);
                (
                    format!("转调解（不计：{reason}）"),
                    format!("case referred (void: {reason})"),
                )
            }
            None => (
                "转调解；怎样了看 linli case show".into(),
                "case referred to the mediators; linli case show tells how it stands".into(),
            ),
        };
        Ok(Saved::new("refer_case", zh, en).case(case).event(event))
    }
}
