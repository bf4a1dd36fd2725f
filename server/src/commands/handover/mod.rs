//! `linli-server handover plan|start|revoke`

mod plan;

use linli_domain::command::{EndAppointment, HandOver};
use linli_domain::text::Name;
use linli_domain::view::AppointmentView;
use linli_domain::{
    AppointmentId, BuildingId, Command, Date, DocumentKey, EstateId, PersonId, Role,
};
use serde_json::json;

use super::arguments::{HandoverStart, Post};
use super::report::Report;
use super::{Console, Failure, find};
use crate::environment::new_id;
use crate::store::{ConsoleCommand, Estate, Store};

pub(super) use plan::plan;

const HOLDER: (&str, &str) = ("现任", "present holder");

/// A post, as the directory has it.
struct Held {
    estate: Estate,
    building: Option<(BuildingId, String)>,
    role: Role,
    /// Of this role and building, by id: present, past and future.
    appointments: Vec<(AppointmentId, AppointmentView)>,
}

impl Held {
    async fn find(store: &dyn Store, post: &Post) -> Result<Self, Failure> {
        let estate = find::estate(store, &post.estate).await?;
        let building = match &post.building {
            Some(wanted) => Some(find::building(store, estate.id, wanted).await?),
            None => None,
        };
        let id = building.as_ref().map(|(id, _)| *id);
        let directory = find::directory(store, estate.id).await?;
        let of_the_post = |held: &AppointmentView| held.role == post.role && held.building == id;
        let appointments = directory.appointments.into_iter();
        Ok(Self {
            appointments: appointments.filter(|(_, held)| of_the_post(held)).collect(),
            estate,
            building,
            role: post.role,
        })
    }

    /// `幸福里3号楼楼长`
    fn title(&self) -> String {
        let building = self.building.as_ref().map_or("", |(_, name)| name.as_str());
        format!("{}{building}{}", self.estate.name, self.role.zh())
    }

    /// Who holds it on that day, or begins later; acting ones among them.
    fn present(&self, today: Date) -> impl Iterator<Item = &(AppointmentId, AppointmentView)> {
        let present = self.appointments.iter();
        present.filter(move |(_, held)| held.until.is_none_or(|last| today <= last))
    }
}

pub(super) async fn start(console: &Console, start: HandoverStart) -> Result<Report, Failure> {
    let store = console.open()?;
    let environment = console.environment.as_ref();
    let today = environment.now().date();
    let name = Name::new(&start.to)?;
    let held = Held::find(store.as_ref(), &start.post).await?;
    let of = match &start.of {
        Some(wanted) => Some(find::person(store.as_ref(), wanted).await?.id),
        None => None,
    };
    let mut fitting = held
        .present(today)
        .filter(|(_, held)| !held.acting && of.is_none_or(|person| person == held.person));
    let predecessor = match (fitting.next(), fitting.next()) {
        (Some(only), None) => only,
        (None, _) => return Err(Failure::Unknown { what: HOLDER }),
        (Some(_), Some(_)) => return Err(Failure::Ambiguous { what: HOLDER }),
    };
    let person = match start.person {
        Some(person) => person,
        None => PersonId(new_id(environment)?),
    };
    let appointment = AppointmentId(new_id(environment)?);
    let command = HandOver {
        appointment,
        of: predecessor.0,
        person,
        name: name.clone(),
        from: start.from.unwrap_or(today),
        last_day: start.last_day,
    };
    give(console, store.as_ref(), held.estate.id, command.into()).await?;
    store.close().await;
    let text = format!(
        "{}：{} 交给 {name}；{name} 接受后，{} 任职到 {} 为止，在此之前两人都可以工作 (handed over, to be accepted)\n人员编号 person: {person}\n下一步 (next): linli-server person invite {person}；继任者在手机上运行 (then on the successor's phone): linli handover accept",
        held.title(),
        predecessor.1.name,
        predecessor.1.name,
        start.last_day,
    );
    let json = json!({
        "appointment": appointment, "person": person,
        "of": predecessor.0, "last_day": start.last_day,
    });
    Ok(Report::new(text, json))
}

/// Ends what a successor was appointed to with its first day, as long as they have not accepted it.
pub(super) async fn revoke(console: &Console, post: &Post) -> Result<Report, Failure> {
    let store = console.open()?;
    let today = console.environment.now().date();
    let held = Held::find(store.as_ref(), post).await?;
    let mut open = held
        .present(today)
        .filter(|(_, held)| held.succeeds.is_some() && held.accepted.is_none());
    let what = ("未接受的交接", "handover that is not accepted");
    let (appointment, successor) = match (open.next(), open.next()) {
        (Some((id, view)), None) => (*id, view),
        (None, _) => return Err(Failure::Unknown { what }),
        (Some(_), Some(_)) => return Err(Failure::Ambiguous { what }),
    };
    // A day that has begun can't be taken back: what was done on it was done by right.
    let until = successor.from.max(today.plus_days(-1));
    let command = EndAppointment { appointment, until };
    give(console, store.as_ref(), held.estate.id, command.into()).await?;
    store.close().await;
    let text = format!(
        "{}：交给 {} 的交接已撤销，其任命到 {until} 为止；前任照旧 (revoked; the predecessor goes on)",
        held.title(),
        successor.name
    );
    Ok(Report::new(
        text,
        json!({ "revoked": appointment, "until": until }),
    ))
}

async fn give(
    console: &Console,
    store: &dyn Store,
    estate: EstateId,
    command: Command,
) -> Result<(), Failure> {
    let at = console.environment.now();
    let command = ConsoleCommand {
        document: DocumentKey::Directory { estate },
        at,
        command,
    };
    for outcome in store.console(vec![command], at).await? {
        outcome?;
    }
    Ok(())
}
