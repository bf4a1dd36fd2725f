use linli_domain::{Refusal, RefusalCode};
use linli_wire::Verdict;

use crate::file::{Vector, check, encoded};
use crate::samples::hash;

#[test]
fn verdicts() {
    check(
        "verdict.json",
        Some("verdict"),
        "Every verdict, and a refusal for every code.",
        decisions().into_iter().chain(refusals()),
    );
}

fn decisions() -> [Vector; 9] {
    [
        encoded(
            "accepted",
            "In the log as 41.",
            &Verdict::Accepted { seq: 41 },
        ),
        encoded(
            "accepted, high number",
            "Numbers have up to 64 bits.",
            &Verdict::Accepted { seq: u64::MAX },
        ),
        encoded(
            "duplicate",
            "It was in the log as 41 already.",
            &Verdict::Duplicate { seq: 41 },
        ),
        encoded(
            "deferred",
            "Its base is unknown. A verdict without fields has an empty list of them.",
            &Verdict::Deferred,
        ),
        encoded(
            "superseded",
            "In the log as 42, as another change than the device's.",
            &Verdict::Superseded {
                seq: 42,
                hash: hash(0x42),
            },
        ),
        encoded(
            "actor forked",
            "Other work stands at this place of the actor.",
            &Verdict::ActorForked,
        ),
        encoded(
            "upgrade needed",
            "The server does not know the command.",
            &Verdict::UpgradeNeeded,
        ),
        encoded("escrowed", "The secretary will decide.", &Verdict::Escrowed),
        encoded(
            "returned, with a note",
            "The secretary has decided.",
            &Verdict::Refused(Refusal {
                note: Some("已由新楼长登记".to_owned()),
                ..RefusalCode::Returned.into()
            }),
        ),
    ]
}

fn refusals() -> impl Iterator<Item = Vector> {
    RefusalCode::ALL.iter().map(|code| {
        let refusal = match code {
            RefusalCode::ConsentMissing => Refusal::new(*code, "tags/0"),
            _ => (*code).into(),
        };
        encoded(
            &format!("refused, {code}"),
            code.en(),
            &Verdict::Refused(refusal),
        )
    })
}
