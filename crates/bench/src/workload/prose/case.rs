//! A case's title and category, and the notes in its history.

use super::super::draw::Draw;
use super::super::words;
use super::clause;
use super::compose::compose;

const CHARS: (usize, usize) = (12, 40);

/// What a case is about.
pub(in super::super) struct Matter {
    pub(in super::super) title: String,
    pub(in super::super) category: &'static str,
}

pub(in super::super) fn case(draw: &mut Draw) -> Matter {
    match draw.below(10) {
        0..=3 => {
            let (title, category) = clause::trouble(draw, 90);
            Matter { title, category }
        }
        4 | 5 => {
            let verb = draw.lean(&["反映", "请求处理", "再次反映", "担心", "投诉", "希望解决"]);
            let (fault, category) = clause::trouble(draw, 20);
            Matter {
                title: format!("{verb}{fault}"),
                category,
            }
        }
        6 | 7 => Matter {
            title: format!(
                "协助{}{}",
                clause::speaker(draw),
                draw.pick(words::SERVICES)
            ),
            category: draw.pick(words::CATEGORIES),
        },
        _ => Matter {
            title: format!("想要{}", draw.pick(words::GOODS)),
            category: draw.pick(words::CATEGORIES),
        },
    }
}

/// `kind` is the event's label; it sets how the note begins.
pub(in super::super) fn case_event(kind: &str, draw: &mut Draw) -> String {
    let mut first = Some(match kind {
        "办结" => draw.pick(words::CLOSINGS).to_owned(),
        "转介" => format!("转{}办理", draw.pick(words::OFFICES)),
        "指派" => format!("由{}负责", draw.pick(words::HELPERS)),
        "升级" => format!("报{}协调", draw.pick(words::OFFICES)),
        "反馈" => clause::progress(draw),
        _ => {
            let who = clause::speaker(draw);
            clause::statement(draw, &who)
        }
    });
    compose(draw, CHARS, |draw| {
        first.take().unwrap_or_else(|| match draw.below(8) {
            0 | 1 => clause::progress(draw),
            2 | 3 => {
                let who = clause::speaker(draw);
                clause::statement(draw, &who)
            }
            4 => clause::help(draw),
            5 => clause::state(draw),
            _ => clause::follow_up(draw),
        })
    })
}
