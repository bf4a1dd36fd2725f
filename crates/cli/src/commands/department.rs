//! `linli department …`: to whom cases can be dispatched.

use clap::{Args, Subcommand};
use linli_client_core::domain::command::AddDepartment;
use linli_client_core::domain::text::Label;
use linli_client_core::domain::{DepartmentId, DocumentKey};
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page, Table, Voice};
use crate::{lookup, parse};

#[derive(Debug, Subcommand)]
pub(crate) enum Department {
    /// 书记和工作人员用：添加部门，如 物业 (for secretaries and staff: add a department)
    Add(Add),
    /// 可以派单的部门 (to which departments cases can be dispatched)
    List(List),
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// 部门名称，如 物业、城管、水务 (the department's name)
    name: String,
    /// 小区名称，只有一个小区时可以不写 (the estate, where there are several)
    #[arg(long)]
    estate: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// 小区名称，只有一个小区时可以不写 (the estate, where there are several)
    #[arg(long)]
    estate: Option<String>,
}

#[derive(Debug, Serialize)]
struct Added {
    done: &'static str,
    department: DepartmentId,
    name: String,
    estate: String,
    without_right: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Departments {
    departments: Vec<linli_client_core::query::Department>,
}

impl Department {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        match self {
            Self::Add(add) => voice.say(&add.run(desk)?),
            Self::List(list) => voice.say(&list.run(desk)?),
        }
    }
}

impl Add {
    fn run(self, desk: &mut Desk) -> Result<Added, Error> {
        let name: Label = parse::text("NAME", &self.name)?;
        let (estate, estate_name) = lookup::estate(desk, self.estate.as_deref())?;
        let department = DepartmentId::of_name(estate, &name);
        let command = AddDepartment {
            department,
            name: name.clone(),
        };
        let directory = DocumentKey::Directory { estate };
        desk.replica.give(&directory, command)?;
        Ok(Added {
            done: "add_department",
            department,
            name: name.to_string(),
            estate: estate_name,
            without_right: desk.without_right()?,
        })
    }
}

impl List {
    fn run(self, desk: &mut Desk) -> Result<Departments, Error> {
        let (estate, _) = lookup::estate(desk, self.estate.as_deref())?;
        Ok(Departments {
            departments: desk.replica.departments(estate)?,
        })
    }
}

impl Answer for Added {
    fn write(&self, page: &mut Page) {
        page.line(
            format!("已存到本机：{} 的部门 {}。同步后可以派单给它。", self.estate, self.name),
            format!(
                "Saved on this device: department {} of {}. Once synced, cases can be dispatched to it.",
                self.name, self.estate
            ),
        );
        if !self.without_right.is_empty() {
            page.line(
                "  注意：按本机的名册，您没有这项权限，服务器可能会退回；内容不会丢，届时在草稿里。",
                "  Note: by the roster on this device you have no right to this, and the server may refuse it. Nothing is lost: it would be among your drafts.",
            );
        }
    }
}

impl Answer for Departments {
    fn write(&self, page: &mut Page) {
        if self.departments.is_empty() {
            page.line(
                "本机还不知道任何部门；书记可以添加：linli department add 物业",
                "No departments are known here. A secretary can add one: linli department add NAME",
            );
            return;
        }
        let mut table = Table::new(page.lang, &[("部门", "department"), ("编号", "id")]);
        for department in &self.departments {
            table.row([department.name.clone(), department.id.to_string()]);
        }
        page.table(&table);
    }
}
