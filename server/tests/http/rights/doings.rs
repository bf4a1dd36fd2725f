//! Every command, with what must have happened to a document before it is possible.
//!
//! They come from `fixtures/golden`, whose histories have every command in an order that is legal.

use linli_domain::command::Appoint;
use linli_domain::{AppointmentId, Command, Date, DepartmentId, Kind, PersonId, Role};
use serde_json::Value;

/// The building that the histories speak of.
pub(super) const BUILDING: &str = "0190a000-0000-7000-8000-0000000000b1";

/// One thing to do.
pub(super) struct Doing {
    /// What was done to the document before.
    pub(super) before: Vec<Command>,
    pub(super) command: Command,
    /// The role to which it appoints, or whose appointment it ends or hands over.
    pub(super) appoints: Option<Role>,
}

impl Doing {
    pub(super) fn all() -> Vec<Self> {
        let mut doings = Vec::new();
        for kind in Kind::ALL {
            let history = history(kind);
            for (name, _) in Command::NAMES.iter().filter(|(_, of)| *of == kind) {
                let at = history.iter().position(|it| it.name() == *name).unwrap();
                let command = history[at].clone();
                let before = history[..at].iter().filter(|it| {
                    let too_early = is_over_when_closed(&command) && closes(it);
                    !is_not_for_the_office(it) && !too_early
                });
                doings.push(Self {
                    before: before.cloned().collect(),
                    appoints: role(&command, &history[..at]),
                    command,
                });
            }
        }
        // Who may appoint whom is part of the table.
        let building = history(Kind::Directory)[1].clone();
        let department = add_department();
        doings.extend(
            Role::ALL
                .into_iter()
                .filter(|role| held_at_an_estate(*role))
                .map(|role| Self {
                    before: vec![building.clone(), department.clone()],
                    appoints: Some(role),
                    command: Appoint {
                        appointment: AppointmentId::from_bytes([0xa0; 16]),
                        person: PersonId::from_bytes([0xa1; 16]),
                        name: "新人".parse().unwrap(),
                        role,
                        building: None,
                        department: department_of(role),
                        from: "2024-01-01".parse::<Date>().unwrap(),
                        until: None,
                    }
                    .into(),
                }),
        );
        doings
    }
}

/// The office, which prepares the documents, cannot do these to another's visit; and it has placed the
/// estate where the test wants it.
fn is_not_for_the_office(command: &Command) -> bool {
    matches!(
        command,
        Command::CorrectVisit(_) | Command::WithdrawVisit(_) | Command::PlaceUnder(_)
    )
}

/// A closed case is with no department any more, and is not referred.
fn is_over_when_closed(command: &Command) -> bool {
    matches!(
        command,
        Command::RecallCase(_)
            | Command::AnswerCase(_)
            | Command::ReferCase(_)
            | Command::NoteReferral(_)
    )
}

fn closes(command: &Command) -> bool {
    matches!(command, Command::CloseCase(_))
}

/// The department that the histories speak of.
pub(super) fn add_department() -> Command {
    let history = history(Kind::Directory);
    let added = |it: &Command| matches!(it, Command::AddDepartment(_));
    history.into_iter().find(added).unwrap()
}

/// In whose name a handler works; `None` for everybody else.
pub(super) fn department_of(role: Role) -> Option<DepartmentId> {
    match add_department() {
        Command::AddDepartment(it) => Some(it.department),
        _ => None,
    }
    .filter(|_| role == Role::DepartmentHandler)
}

fn held_at_an_estate(role: Role) -> bool {
    let row = linli_domain::rights::Row::of(role).unwrap();
    row.levels.contains(&linli_domain::Level::Estate)
}

fn role(command: &Command, before: &[Command]) -> Option<Role> {
    let of = |id: AppointmentId| {
        before.iter().find_map(|earlier| match earlier {
            Command::Appoint(it) if it.appointment == id => Some(it.role),
            _ => None,
        })
    };
    match command {
        Command::Appoint(it) => Some(it.role),
        Command::AppointActing(it) => Some(it.role),
        Command::EndAppointment(it) => of(it.appointment),
        Command::HandOver(it) => of(it.of),
        _ => None,
    }
}

/// Of the golden history what one person did alone, in nobody else's name.
fn history(kind: Kind) -> Vec<Command> {
    let path = format!(
        "{}/../fixtures/golden/{kind}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let steps = golden["history"].as_array().unwrap();
    steps
        .iter()
        .filter(|step| step["replica"] == "one")
        .map(|step| serde_json::from_value::<Command>(step["command"].clone()).unwrap())
        .filter(|command| match command {
            Command::RecordVisit(visit) => visit.visitor.is_none(),
            Command::NoteCase(note) => note.by.is_none(),
            _ => true,
        })
        .collect()
}
