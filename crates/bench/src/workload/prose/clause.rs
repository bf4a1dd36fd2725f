//! The clauses of which every note is made.

use super::super::draw::Draw;
use super::super::{names, words};

/// Somebody speaks of something.
pub(super) fn statement(draw: &mut Draw, who: &str) -> String {
    let opening = opening(draw, who);
    match draw.below(6) {
        0 | 1 => format!("{opening}{}", fault(draw)),
        2 => format!("{opening}{}", service(draw)),
        3 => format!("{opening}{}", goods(draw)),
        4 => format!("{opening}说{}", draw.lean(words::TROUBLES)),
        _ => format!("{opening}{}", family(draw)),
    }
}

/// How somebody is, often with a figure.
pub(super) fn state(draw: &mut Draw) -> String {
    match draw.below(10) {
        0 => format!("血压{}/{}", draw.between(108, 179), draw.between(62, 104)),
        1 => format!("空腹血糖{}.{}", draw.between(4, 11), draw.below(10)),
        2 => format!("体温{}.{}度", draw.between(36, 37), draw.below(10)),
        3 => format!("服药{}周", draw.between(2, 30)),
        4..=6 => draw.lean(words::MOODS).to_owned(),
        _ => draw.lean(words::HOMES).to_owned(),
    }
}

/// What is to happen next.
pub(super) fn follow_up(draw: &mut Draw) -> String {
    let day = draw.lean(words::DAYS);
    match draw.below(7) {
        0 => format!("约好{day}{}", draw.lean(words::APPOINTMENTS)),
        1 => format!("需{day}{}", draw.lean(words::APPOINTMENTS)),
        2 => format!("建议转{}处理", draw.lean(words::OFFICES)),
        3 => format!("请{}跟进", draw.lean(words::HELPERS)),
        4 => draw.lean(words::WAITING).to_owned(),
        5 => format!(
            "{day}{}点{}",
            draw.between(8, 18),
            draw.lean(words::APPOINTMENTS)
        ),
        _ => format!("联系人{}，尾号{:04}", names::full(draw), draw.below(10_000)),
    }
}

/// Somebody helps.
pub(super) fn help(draw: &mut Draw) -> String {
    let helper = draw.lean(words::HELPERS);
    let who = speaker(draw);
    match draw.below(4) {
        0 => format!("{helper}陪{who}去{}", draw.pick(words::PLACES)),
        1 => format!("{helper}帮{who}办好{}", draw.pick(words::SERVICES)),
        2 => format!("{helper}给{who}送来{}", draw.pick(words::GOODS)),
        _ => format!("{helper}向{who}讲解{}", draw.pick(words::SERVICES)),
    }
}

/// Somebody in charge acts.
pub(super) fn progress(draw: &mut Draw) -> String {
    let when = time(draw, 40);
    let office = draw.lean(words::OFFICES);
    format!("{when}{office}{}", draw.pick(words::PROGRESS))
}

/// A word for whoever speaks; now and then a name.
pub(super) fn speaker(draw: &mut Draw) -> String {
    if draw.percent(18) {
        names::full(draw)
    } else {
        draw.lean(words::SPEAKERS).to_owned()
    }
}

/// A place about the building: `6楼拐角`, `单元门口`.
fn spot(draw: &mut Draw) -> String {
    if draw.percent(40) {
        let corner = draw.pick(&["楼", "楼拐角", "楼东侧", "楼西户", "楼电井旁", "层走廊"]);
        format!("{}{corner}", draw.between(1, 18))
    } else {
        draw.pick(words::SPOTS).to_owned()
    }
}

/// Something broken, with `chance` of a hundred that it says where, and its category. What can only be
/// in or above a flat is not placed anywhere else.
pub(super) fn trouble(draw: &mut Draw, chance: usize) -> (String, &'static str) {
    let (fault, category) = draw.lean(words::FAULTS);
    let anywhere = matches!(category, "设施维修" | "安全检查" | "环境卫生");
    let place = if anywhere && draw.percent(chance) {
        spot(draw)
    } else {
        String::new()
    };
    (format!("{place}{fault}"), category)
}

fn opening(draw: &mut Draw, who: &str) -> String {
    let when = time(draw, 38);
    let how = if draw.percent(42) {
        draw.lean(words::ADVERBS)
    } else {
        ""
    };
    format!("{when}{who}{how}")
}

fn time(draw: &mut Draw, chance: usize) -> String {
    if !draw.percent(chance) {
        String::new()
    } else if draw.percent(15) {
        format!("{}月{}日", draw.between(1, 12), draw.between(1, 28))
    } else {
        draw.lean(words::TIMES).to_owned()
    }
}

fn fault(draw: &mut Draw) -> String {
    let verb = draw.lean(&[
        "反映",
        "提到",
        "询问",
        "担心",
        "报告",
        "抱怨",
        "确认",
        "拍照发来",
        "追问",
    ]);
    format!("{verb}{}", trouble(draw, 45).0)
}

fn service(draw: &mut Draw) -> String {
    let verb = draw.lean(&[
        "咨询", "想办", "申请", "登记", "补办", "办理", "预约", "填写", "打听", "放弃", "等待",
        "谢绝", "推荐",
    ]);
    format!("{verb}{}", draw.lean(words::SERVICES))
}

fn goods(draw: &mut Draw) -> String {
    let verb = draw.lean(&[
        "需要",
        "领取",
        "想换",
        "缺",
        "收到",
        "借用",
        "归还",
        "托买",
        "不会用",
        "送出",
        "修好",
        "试用",
        "找不到",
    ]);
    format!("{verb}{}", draw.lean(words::GOODS))
}

fn family(draw: &mut Draw) -> String {
    let relative = draw.lean(words::FAMILY);
    let city = draw.pick(&[
        "外地", "深圳", "上海", "北京", "成都", "苏州", "武汉", "国外", "西安", "城南", "郊区",
        "杭州", "长沙",
    ]);
    let often = draw.pick(&[
        "每周",
        "半月",
        "每月",
        "过年才",
        "很少",
        "过节才",
        "周末",
        "两三个月",
    ]);
    format!("说{relative}在{city}，{often}回来")
}
