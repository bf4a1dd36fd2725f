use serde::Serialize;

use crate::error::Error;
use crate::files::{Person, people as found};
use crate::page::{Answer, Page, Table};

#[derive(Debug, Serialize)]
pub(super) struct People {
    people: Vec<Person>,
}

/// Who has a replica on this machine. Opens none.
pub(super) fn people() -> Result<People, Error> {
    Ok(People { people: found()? })
}

impl Answer for People {
    fn write(&self, page: &mut Page) {
        if self.people.is_empty() {
            page.line(
                "这台设备上还没有人。请用：linli --as 名字 join",
                "Nobody is on this machine yet: linli --as NAME join",
            );
            return;
        }
        let lang = page.lang;
        let mut table = Table::new(
            lang,
            &[("名字", "name"), ("密码", "PIN"), ("数据文件", "replica")],
        );
        for person in &self.people {
            let name = person.name.clone();
            let pin = if person.pin {
                lang.pick("有", "yes")
            } else {
                lang.pick("无", "no")
            };
            table.row([
                name.unwrap_or_else(|| lang.pick("（未指定）", "(nobody named)").to_owned()),
                pin.to_owned(),
                person.replica.display().to_string(),
            ]);
        }
        page.table(&table);
    }
}
