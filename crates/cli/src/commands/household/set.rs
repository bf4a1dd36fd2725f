//! Single facts about a household.

use clap::Args;
use linli_client_core::domain::command::{
    ClearTag, ContactChannel, Dwelling, LinkDwelling as Link, SetContactPreference, SetDoNotVisit,
    SetTag, VerifyHousehold,
};

use super::update;
use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::parse;

#[derive(Debug, Args)]
pub(crate) struct LinkDwelling {
    /// 门牌或编号 (door or id)
    door: String,
    /// 单元；没有单元不写 (the unit)
    #[arg(long, default_value = "")]
    unit: String,
    /// 房号 (the room)
    #[arg(long)]
    room: String,
}

impl LinkDwelling {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let dwelling = Dwelling {
            unit: parse::text("--unit", &self.unit)?,
            room: parse::text("--room", &self.room)?,
        };
        update(desk, &self.door, Link { dwelling })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// 门牌或编号 (door or id)
    door: String,
    /// 哪天核实的，默认今天 (on which day; today)
    #[arg(long, value_name = "DATE", default_value = "today")]
    on: String,
}

impl Verify {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let on = parse::date("--on", &self.on, desk.today)?;
        update(desk, &self.door, VerifyHousehold { on })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Contact {
    /// 门牌或编号 (door or id)
    door: String,
    /// 上门、电话 或 短信 (visit, phone or message)
    #[arg(long, value_parser = parse::channel)]
    by: ContactChannel,
    /// 说明，如 傍晚六点后 (a note)
    #[arg(long)]
    note: Option<String>,
}

impl Contact {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let preference = SetContactPreference {
            channel: self.by,
            note: parse::filled("--note", self.note.as_deref())?,
        };
        update(desk, &self.door, preference)
    }
}

#[derive(Debug, Args)]
pub(crate) struct DoNotVisit {
    /// 门牌或编号 (door or id)
    door: String,
    /// 到哪天为止；不写则直到他们另说 (until when; none: until they say otherwise)
    #[arg(long, value_name = "DATE", conflicts_with = "lift")]
    until: Option<String>,
    /// 解除 (lift the wish)
    #[arg(long)]
    lift: bool,
}

impl DoNotVisit {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let until = self
            .until
            .map(|until| parse::date("--until", &until, desk.today))
            .transpose()?;
        let wish = SetDoNotVisit {
            wanted: !self.lift,
            until,
        };
        update(desk, &self.door, wish)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Tag {
    /// 门牌或编号 (door or id)
    door: String,
    /// 标签 (the flag)
    tag: String,
}

impl Tag {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let tag = parse::text("TAG", &self.tag)?;
        update(desk, &self.door, SetTag { tag })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Untag {
    /// 门牌或编号 (door or id)
    door: String,
    /// 标签 (the flag)
    tag: String,
}

impl Untag {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let tag = parse::text("TAG", &self.tag)?;
        update(desk, &self.door, ClearTag { tag })
    }
}
