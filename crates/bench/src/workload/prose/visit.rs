//! The note of a visit, and what was asked for.

use linli_domain::command::Outcome;
use linli_domain::exchange::HouseholdRow;

use super::super::draw::Draw;
use super::super::words;
use super::clause;
use super::compose::compose;

const CHARS: (usize, usize) = (20, 53);
/// Of a visit at which nobody opened.
const MISSED_CHARS: (usize, usize) = (12, 32);

pub(in super::super) fn visit(
    outcome: Outcome,
    household: &HouseholdRow,
    draw: &mut Draw,
) -> String {
    match outcome {
        Outcome::NoAnswer if draw.percent(30) => String::new(),
        Outcome::NoAnswer | Outcome::CardLeft | Outcome::Refused | Outcome::MovedAway => {
            missed(outcome, draw)
        }
        Outcome::Met | Outcome::FollowUp | Outcome::Referred | Outcome::Phoned => {
            compose(draw, CHARS, |draw| met(outcome, household, draw))
        }
    }
}

/// A dozen characters or so: `申请助行器`, `查看6楼拐角扶手松动`.
pub(in super::super) fn request(draw: &mut Draw) -> String {
    match draw.below(4) {
        0 => format!("处理{}", clause::trouble(draw, 0).0),
        1 => {
            let verb = draw.lean(&["申请", "咨询", "代办", "登记", "预约", "补办", "了解"]);
            format!("{verb}{}", draw.lean(words::SERVICES))
        }
        2 => {
            let verb = draw.lean(&["需要", "代买", "借用", "更换", "领取", "送来", "修理"]);
            format!("{verb}{}", draw.lean(words::GOODS))
        }
        _ => format!("查看{}", clause::trouble(draw, 90).0),
    }
}

fn met(outcome: Outcome, household: &HouseholdRow, draw: &mut Draw) -> String {
    match draw.below(10) {
        0..=3 => {
            let who = if draw.percent(12) {
                household.residents[draw.below(household.residents.len())]
                    .name
                    .clone()
            } else {
                clause::speaker(draw)
            };
            clause::statement(draw, &who)
        }
        4 => clause::help(draw),
        5 | 6 => clause::state(draw),
        7 if outcome == Outcome::Referred => clause::progress(draw),
        8 if outcome == Outcome::Met => clause::state(draw),
        _ => clause::follow_up(draw),
    }
}

fn missed(outcome: Outcome, draw: &mut Draw) -> String {
    let first = match outcome {
        Outcome::CardLeft => format!("留联系卡{:05}", draw.below(100_000)),
        Outcome::Refused => draw
            .pick(&["隔门说不用来", "表示不便接待", "说有事会打电话"])
            .to_owned(),
        Outcome::MovedAway => draw
            .pick(&["邻居说已搬走", "房东说上月退租", "房子空着待租"])
            .to_owned(),
        _ => draw
            .pick(&[
                "敲门无人应答",
                "门铃响了没人开",
                "屋里没有灯",
                "去了两次都没人",
            ])
            .to_owned(),
    };
    let mut first = Some(first);
    compose(draw, MISSED_CHARS, |draw| {
        first.take().unwrap_or_else(|| match draw.below(3) {
            0 => format!("{}说{}", clause::speaker(draw), draw.pick(WHEREABOUTS)),
            1 => clause::follow_up(draw),
            _ => format!("{}再试", draw.lean(words::DAYS)),
        })
    })
}

const WHEREABOUTS: &[&str] = &[
    "去女儿家了",
    "上班还没回",
    "回老家探亲",
    "在医院陪护",
    "接孩子去了",
    "刚下楼买菜",
    "去公园锻炼",
    "出差一周",
    "夜班白天睡觉",
    "旅游去了",
    "住到新房了",
    "去打牌了",
];
