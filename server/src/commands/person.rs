//! `linli-server person add|list|invite`

use linli_domain::rights::Grant;
use linli_domain::text::Name;
use linli_domain::{BuildingId, PersonId, Timestamp};
use serde_json::json;

use super::acting::Acting;
use super::appointment::Appointment;
use super::arguments::{PersonAdd, PersonInvite};
use super::report::Report;
use super::{Console, Failure, find};
use crate::environment::Environment;
use crate::identity::invitation_code::InvitationCode;
use crate::store::{AuditEvent, AuditNote, Estate, NewInvitation, Store};

pub(super) async fn add(console: &Console, add: PersonAdd) -> Result<Report, Failure> {
    let store = console.open()?;
    let environment = console.environment.as_ref();
    let estate = find::estate(store.as_ref(), &add.estate).await?;
    let buildings = buildings(store.as_ref(), &estate, &add.building).await?;
    let department = match &add.department {
        Some(wanted) => Some(find::department(store.as_ref(), estate.id, wanted).await?),
        None => None,
    };
    let name = Name::new(&add.name)?;
    let covers = match &add.covers {
        Some(covered) => Some(find::person(store.as_ref(), covered).await?.id),
        None => None,
    };
    let acting = add.acting || covers.is_some();
    let person = if acting {
        let acting = Acting {
            estate: estate.id,
            person: add.person,
            name: name.clone(),
            role: add.role,
            buildings,
            department,
            covers,
            from: add.from.unwrap_or_else(|| environment.now().date()),
            until: add.until.ok_or(Failure::NoLastDay)?,
        };
        let directory = find::directory(store.as_ref(), estate.id).await?;
        acting.give(store.as_ref(), environment, &directory).await?
    } else {
        let appointment = Appointment {
            estate: estate.id,
            person: add.person,
            name: name.clone(),
            role: add.role,
            buildings,
            department,
            from: add.from,
            until: add.until,
        };
        appointment.give(store.as_ref(), environment).await?
    };
    store.close().await;
    let scope = if add.building.is_empty() {
        estate.name
    } else {
        format!("{} {}", estate.name, add.building.join("、"))
    };
    let text = format!(
        "已任命 {name}：{}{}（{scope}） (appointed)\n人员编号 person: {person}\n下一步 (next): linli-server person invite {person}",
        if acting { "代理" } else { "" },
        add.role.zh()
    );
    Ok(Report::new(
        text,
        json!({ "person": person, "name": add.name, "role": add.role }),
    ))
}

/// The buildings named; one `None`, the whole estate, when none is.
async fn buildings(
    store: &dyn Store,
    estate: &Estate,
    names: &[String],
) -> Result<Vec<Option<BuildingId>>, Failure> {
    if names.is_empty() {
        return Ok(vec![None]);
    }
    let mut found = Vec::with_capacity(names.len());
    for wanted in names {
        let (id, _) = find::building(store, estate.id, wanted).await?;
        found.push(Some(id));
    }
    Ok(found)
}

pub(super) async fn list(console: &Console, estate: Option<String>) -> Result<Report, Failure> {
    let store = console.open()?;
    let estates = match estate {
        Some(wanted) => vec![find::estate(store.as_ref(), &wanted).await?],
        None => store.estates().await?,
    };
    let mut lines = Vec::new();
    let mut json = Vec::new();
    for estate in estates {
        let buildings = store.buildings(estate.id).await?;
        let people = store.people(estate.id).await?;
        store
            .note(AuditNote {
                estate: Some(estate.id),
                count: people.len() as u64,
                ..AuditNote::of(AuditEvent::PeopleRead, console.environment.now())
            })
            .await?;
        for person in people {
            for grant in &person.grants {
                lines.push(format!(
                    "{}  {}  {} {}",
                    person.id,
                    person.name,
                    estate.name,
                    appointment(grant, &buildings)
                ));
            }
            json.push(json!({
                "id": person.id,
                "name": person.name,
                "estate": estate.id,
                "appointments": person.grants.iter().map(|grant| json!({
                    "role": grant.role, "building": grant.building, "department": grant.department, "from": grant.from, "until": grant.until,
                })).collect::<Vec<_>>(),
            }));
        }
    }
    store.close().await;
    if lines.is_empty() {
        lines.push("还没有人员 (nobody yet)".to_owned());
    }
    Ok(Report::new(lines.join("\n"), json.into()))
}

fn appointment(grant: &Grant, buildings: &[(BuildingId, String)]) -> String {
    let Grant { role, from, .. } = grant;
    let building = buildings
        .iter()
        .find(|(id, _)| Some(*id) == grant.building)
        .map(|(_, name)| name.as_str());
    let until = grant.until.map(|last| format!(" – {last}"));
    format!(
        "{}{} {from}{}",
        building.unwrap_or_default(),
        role.zh(),
        until.unwrap_or_default()
    )
}

/// A fresh one-time code. It is shown once and kept nowhere.
pub async fn new_invitation(
    store: &dyn Store,
    environment: &dyn Environment,
    person: PersonId,
    hours: u32,
) -> Result<(InvitationCode, Timestamp), Failure> {
    let (code, invitation) = fresh_code(environment, person, hours)?;
    let expires_at = invitation.expires_at;
    store.invite(invitation).await?;
    Ok((code, expires_at))
}

fn fresh_code(
    environment: &dyn Environment,
    person: PersonId,
    hours: u32,
) -> Result<(InvitationCode, NewInvitation), Failure> {
    let code = InvitationCode::new(environment)?;
    let created_at = environment.now();
    let invitation = NewInvitation {
        code_hash: code.hash(),
        person,
        created_at,
        expires_at: created_at.plus_seconds(i64::from(hours) * 3_600),
    };
    Ok((code, invitation))
}

/// For somebody who stands before the office without a PIN that opens anything.
pub(super) async fn unlock(console: &Console, unlock: PersonInvite) -> Result<Report, Failure> {
    let store = console.open()?;
    let person = find::person(store.as_ref(), &unlock.person).await?;
    if store.suspended_since(person.id).await?.is_some() {
        return Err(Failure::Suspended);
    }
    let hours = unlock
        .hours
        .unwrap_or(console.config.invitations.lifetime_h);
    let (code, release) = fresh_code(console.environment.as_ref(), person.id, hours)?;
    let expires_at = release.expires_at;
    store.permit_release(release).await?;
    store.close().await;
    let server = server_url(console);
    let text = format!(
        "{} 的解锁码，{hours} 小时内用一次；请确认是本人 (one-time release; make sure who asks): {code}\n在锁住的设备上 (on the locked device): linli --replica FILE pin unlock --server {server} --code {code}",
        person.name
    );
    Ok(Report::new(
        text,
        json!({ "person": person.id, "code": code.to_string(), "server": server, "expires_at": expires_at }),
    ))
}

fn server_url(console: &Console) -> String {
    let configured = console.config.invitations.public_url.clone();
    configured.unwrap_or_else(|| console.config.own_url())
}

pub(super) async fn invite(console: &Console, invite: PersonInvite) -> Result<Report, Failure> {
    let store = console.open()?;
    let person = find::person(store.as_ref(), &invite.person).await?;
    if store.suspended_since(person.id).await?.is_some() {
        return Err(Failure::Suspended);
    }
    let hours = invite
        .hours
        .unwrap_or(console.config.invitations.lifetime_h);
    let environment = console.environment.as_ref();
    let (code, expires_at) = new_invitation(store.as_ref(), environment, person.id, hours).await?;
    store.close().await;
    let server = server_url(console);
    let text = format!(
        "{} 的邀请码，{hours} 小时内用一次 (one-time invitation): {code}\n加入 (join): linli --replica FILE join --server {server} --code {code}",
        person.name
    );
    Ok(Report::new(
        text,
        json!({ "person": person.id, "code": code.to_string(), "server": server, "expires_at": expires_at }),
    ))
}
