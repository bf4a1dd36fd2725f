//! `linli-server department add|list`: to whom cases of a place can be dispatched.

use linli_domain::command::AddDepartment;
use linli_domain::text::Label;
use linli_domain::{DepartmentId, DocumentKey};
use serde_json::json;

use super::report::Report;
use super::{Console, Failure, find};
use crate::store::ConsoleCommand;

pub(super) async fn add(console: &Console, place: &str, name: &str) -> Result<Report, Failure> {
    let store = console.open()?;
    let place = find::estate(store.as_ref(), place).await?;
    let name = Label::new(name)?;
    let department = DepartmentId::of_name(place.id, &name);
    let at = console.environment.now();
    let command = ConsoleCommand {
        document: DocumentKey::Directory { estate: place.id },
        at,
        command: AddDepartment {
            department,
            name: name.clone(),
        }
        .into(),
    };
    for outcome in store.console(vec![command], at).await? {
        outcome?;
    }
    store.close().await;
    let text = format!(
        "已添加部门 {name}（{}） (department added)\n编号 department: {department}\n下一步 (next): linli-server person add --estate {} --role 部门经办人 --department {name} --name …",
        place.name, place.name
    );
    Ok(Report::new(
        text,
        json!({ "department": department, "name": name, "place": place.id }),
    ))
}

pub(super) async fn list(console: &Console, place: Option<String>) -> Result<Report, Failure> {
    let store = console.open()?;
    let places = match place {
        Some(wanted) => vec![find::estate(store.as_ref(), &wanted).await?],
        None => store.estates().await?,
    };
    let (mut lines, mut json) = (Vec::new(), Vec::new());
    for place in places {
        for (id, name) in find::directory(store.as_ref(), place.id).await?.departments {
            lines.push(format!("{id}  {}  {name}", place.name));
            json.push(json!({ "id": id, "name": name, "place": place.id }));
        }
    }
    store.close().await;
    if lines.is_empty() {
        lines.push("还没有部门 (no departments yet)".to_owned());
    }
    Ok(Report::new(lines.join("\n"), json.into()))
}
