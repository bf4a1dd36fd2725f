//! `linli handover …`

use clap::{Args, Subcommand};
use linli_client_core::Error as Core;
use linli_client_core::actions::NewHandover;
use linli_client_core::domain::{AppointmentId, BuildingId, Date, EstateId, PersonId, Role};
use linli_client_core::query::{OpenHandover, PostHolder};
use serde::Serialize;

use crate::desk::Desk;
use crate::error::{Candidate, Error, Thing};
use crate::page::{Answer, Page, Voice};
use crate::{lookup, parse, words};

#[derive(Debug, Subcommand)]
pub(crate) enum Handover {
    /// 接受交给您的职务；前任随后到期 (accept what was handed over to you; the predecessor's term then ends)
    Accept,
    /// 书记用：把一项职务交给继任者 (for secretaries: hand a post over to a successor)
    Start(Start),
}

#[derive(Debug, Args)]
pub(crate) struct Start {
    /// 楼栋；不写则为整个小区的职务 (building; the whole estate when left out)
    #[arg(long)]
    building: Option<String>,
    /// 小区名称，只有一个小区时可以不写 (the estate, where there are several)
    #[arg(long)]
    estate: Option<String>,
    /// 角色 (role) [默认楼长 default: building_head]
    #[arg(long, default_value = "building_head", hide_default_value = true)]
    role: Role,
    /// 前任的姓名或编号；只有一位时可不写 (predecessor, by name or id; may be left out if there is only one)
    #[arg(long, value_name = "NAME|ID")]
    of: Option<String>,
    /// 继任者姓名 (the successor's name)
    #[arg(long, value_name = "NAME")]
    to: String,
    /// 继任者已登记时的编号 (the successor's id, if known already)
    #[arg(long, value_name = "ID")]
    person: Option<PersonId>,
    /// 继任者首日 (the successor's first day)
    #[arg(long, value_name = "DATE", default_value = "today")]
    from: String,
    /// 前任末日，两人重叠到这一天 (the predecessor's last day; both work until then)
    #[arg(long, value_name = "DATE")]
    last_day: String,
}

#[derive(Debug, Serialize)]
struct Accepted {
    accepted: Vec<OpenHandover>,
}

#[derive(Debug, Serialize)]
struct Started {
    appointment: AppointmentId,
    person: PersonId,
    of: PostHolder,
    last_day: Date,
    /// Whether this device's roster says that the server would refuse it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without_right: Vec<&'static str>,
}

impl Handover {
    pub(super) fn run(self, desk: &mut Desk, voice: Voice) -> Result<(), Error> {
        match self {
            Self::Accept => {
                let accepted = desk.replica.open_handovers()?;
                for open in &accepted {
                    desk.replica.accept(open.estate, open.appointment)?;
                }
                voice.say(&Accepted { accepted })
            }
            Self::Start(start) => voice.say(&start.run(desk)?),
        }
    }
}

impl Start {
    fn run(self, desk: &mut Desk) -> Result<Started, Error> {
        let building = match &self.building {
            Some(text) => Some(lookup::building(desk, text)?.0),
            None => None,
        };
        let estate = self.estate(desk, building)?;
        let from = parse::date("--from", &self.from, desk.today)?;
        let last_day = parse::date("--last-day", &self.last_day, desk.today)?;
        let name = parse::text("--to", &self.to)?;
        let of = self.predecessor(desk, estate, building)?;
        let new = NewHandover {
            estate,
            of: of.appointment,
            person: self.person,
            name,
            from,
            last_day,
        };
        let (person, appointment) = desk.replica.hand_over(new)?;
        Ok(Started {
            appointment,
            person,
            of,
            last_day,
            without_right: desk.without_right()?,
        })
    }

    fn estate(&self, desk: &Desk, building: Option<BuildingId>) -> Result<EstateId, Error> {
        let identity = desk.replica.identity()?.ok_or(Core::NotJoined)?;
        let buildings = desk.replica.buildings()?;
        if let Some(known) = buildings.iter().find(|known| Some(known.id) == building) {
            return Ok(known.estate);
        }
        let wanted = |name: &String| self.estate.as_ref().is_none_or(|estate| estate == name);
        let mut estates = identity.estates.iter().filter(|(_, name)| wanted(name));
        match (estates.next(), estates.next()) {
            (Some((estate, _)), None) => Ok(*estate),
            _ => Err(Error::NoSuchEstate),
        }
    }

    fn predecessor(
        &self,
        desk: &mut Desk,
        estate: EstateId,
        building: Option<BuildingId>,
    ) -> Result<PostHolder, Error> {
        let holders = desk.replica.holders(estate, building, self.role)?;
        let of = self.of.as_deref().map(str::trim);
        let fits = |holder: &&PostHolder| {
            of.is_none_or(|of| holder.name == of || holder.person.to_string() == of)
        };
        let found: Vec<&PostHolder> = holders.iter().filter(fits).collect();
        match found.as_slice() {
            [only] => Ok((*only).clone()),
            [] => Err(Error::NotFound(Thing::Person)),
            several => Err(Error::Ambiguous {
                thing: Thing::Person,
                candidates: several
                    .iter()
                    .map(|holder| Candidate {
                        id: holder.person.to_string(),
                        place: String::new(),
                    })
                    .collect(),
            }),
        }
    }
}

impl Answer for Accepted {
    fn write(&self, page: &mut Page) {
        if self.accepted.is_empty() {
            page.line(
                "没有交给您、待您接受的职务。也可能需要先同步：linli sync",
                "Nothing was handed over to you. Perhaps sync first: linli sync",
            );
            return;
        }
        let lang = page.lang;
        for open in &self.accepted {
            let role = words::role(open.role, lang);
            let before = open.predecessor.as_deref().unwrap_or("?");
            page.line(
                format!("已存到本机：接受{role}一职，接替 {before}。"),
                format!("Saved on this device: you take over as {role} from {before}."),
            );
        }
        page.line(
            "同步（linli sync）后生效，前任按约定的日子到期。",
            "It holds once synced (linli sync); the predecessor's term ends on the day agreed.",
        );
    }
}

impl Answer for Started {
    fn write(&self, page: &mut Page) {
        let (before, last_day) = (&self.of.name, self.last_day);
        page.line(
            format!(
                "已存到本机：{before} 的职务交给继任者；对方接受后，{before} 任职到 {last_day} 为止。"
            ),
            format!(
                "Saved on this device: {before}'s post goes to the successor. Once accepted, {before}'s term ends on {last_day}."
            ),
        );
        page.line(
            format!("  继任者编号 {}；同步后请系统管理员发邀请码。", self.person),
            format!(
                "  successor {}; once synced, ask the operator for an invitation.",
                self.person
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
