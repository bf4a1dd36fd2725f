use clap::Args;

use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::{lookup, parse};

#[derive(Debug, Args)]
pub(crate) struct Dispatch {
    /// 事项编号 (the case's id)
    #[arg(value_name = "ID")]
    case: String,
    /// 部门名称或编号 (the department, by name or id)
    department: String,
    /// 请部门做什么 (what is asked of the department)
    text: String,
}

impl Dispatch {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let text = parse::text("TEXT", &self.text)?;
        let case = lookup::case(desk, &self.case)?;
        let estate = desk.replica.case(case)?.estate;
        let department = lookup::department(desk, estate, &self.department)?;
        let event = desk.replica.dispatch_case(case, department.id, text)?;
        let (zh, en) = (
            format!("派单给{}；部门会看到标题、详情和全部经过", department.name),
            format!(
                "case dispatched to {}, which reads its title, detail and story",
                department.name
            ),
        );
        Ok(Saved::new("dispatch_case", zh, en).case(case).event(event))
    }
}

#[derive(Debug, Args)]
pub(crate) struct Recall {
    /// 事项编号 (the case's id)
    #[arg(value_name = "ID")]
    case: String,
    /// 为什么收回 (why)
    text: String,
}

impl Recall {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let text = parse::text("TEXT", &self.text)?;
        let case = lookup::case(desk, &self.case)?;
        let event = desk.replica.recall_case(case, text)?;
        Ok(Saved::new("recall_case", "收回派单", "case recalled")
            .case(case)
            .event(event))
    }
}
