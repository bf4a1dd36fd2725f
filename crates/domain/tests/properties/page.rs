//! `docs/RIGHTS.md` is the table of rights, printed; `UPDATE=1` rewrites it.

use std::fmt::Write;

use linli_domain::rights::{GROUPS, POLICY_VERSION, Row, TABLE};
use linli_domain::{Kind, Level, Role};

#[test]
fn the_page_is_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/RIGHTS.md");
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), page);
}

fn page() -> String {
    let mut page = format!(
        "# Rights (权限)\n\n\
        Who may read which feed and give which command: version {POLICY_VERSION} of the table in `crates/domain/src/rights/table.rs`, of which this page is a print. \
        The server judges by it as of the moment it receives a command, and the log names the version; a client uses the same table to hide what would be refused.\n\n\
        A right holds in the place where the role is held and in everything below it: district > street > community > estate > building. \
        An appointment has a first and a last day. Held at another level than those named here, a role gives nothing, and nobody can be appointed to it there.\n\n\
        | role | 角色 | levels | reads | gives | appoints | decides | audits |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    );
    for row in &TABLE {
        writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            row.role,
            row.role.zh(),
            list(row.levels, Level::as_str),
            list(row.reads, Kind::as_str),
            groups(row),
            appoints(row),
            yes(row.decides),
            yes(row.audits)
        )
        .unwrap();
    }
    page.push_str("\nThe groups of commands:\n\n| group | commands |\n| --- | --- |\n");
    for (name, commands) in GROUPS {
        writeln!(page, "| {name} | `{}` |", commands.join("`, `")).unwrap();
    }
    page.push_str(
        "\nBeyond the table: an appointment is accepted by nobody but the one who was appointed; only an operator records something in another's name; \
        and a role appoints, covers, hands over and ends only what stands under *appoints*. \
        Whoever *decides* adopts or returns what waits in the escrow of that place: work whose author may no longer do it. \
        A department handler is appointed for one department of the directory that holds the appointment, and answers in its name alone. \
        Nothing comes to a handler by feed: at a desk, online, they see the cases that are dispatched to the department now, and answer those. \
        Disputes are of the whole estate: held at a building, a role gives nothing of *mediating*. \
        Whoever *audits* reads the rows of the audit log about the place and those below: ids and counts.\n",
    );
    page
}

fn yes(holds: bool) -> &'static str {
    if holds { "yes" } else { "–" }
}

fn list<T: Copy>(values: &[T], word: impl Fn(T) -> &'static str) -> String {
    let words: Vec<_> = values.iter().map(|value| word(*value)).collect();
    or_nothing(words.join(", "))
}

fn groups(row: &Row) -> String {
    let named = GROUPS
        .iter()
        .filter(|(_, commands)| commands.iter().all(|command| row.may_give(command)));
    or_nothing(named.map(|(name, _)| *name).collect::<Vec<_>>().join(", "))
}

fn appoints(row: &Row) -> String {
    if row.appoints.len() == Role::ALL.len() {
        return "everybody".to_owned();
    }
    list(row.appoints, Role::as_str)
}

fn or_nothing(words: String) -> String {
    if words.is_empty() {
        "–".to_owned()
    } else {
        words
    }
}
