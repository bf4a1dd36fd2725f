//! Who lives in a dwelling: a head of household and relatives of fitting age, gender and surname.

use linli_domain::exchange::ResidentRow;

use super::draw::Draw;
use super::names::{self, Gender};
use super::prose;

/// Who else may live there, and how often: weight, relation, gender where it is fixed, and how many
/// years after the head of household they were born.
const RELATIVES: [(usize, Relative); 10] = [
    (30, Relative::new("配偶", None, -6, 6)),
    (12, Relative::new("儿子", Some(Gender::Male), 22, 38)),
    (12, Relative::new("女儿", Some(Gender::Female), 22, 38)),
    (8, Relative::new("父亲", Some(Gender::Male), -36, -22)),
    (10, Relative::new("母亲", Some(Gender::Female), -34, -21)),
    (6, Relative::new("孙子", Some(Gender::Male), 46, 66)),
    (6, Relative::new("孙女", Some(Gender::Female), 46, 66)),
    (4, Relative::new("兄弟", Some(Gender::Male), -12, 12)),
    (4, Relative::new("儿媳", Some(Gender::Female), 22, 38)),
    (8, Relative::new("租客", None, -20, 30)),
];

#[derive(Clone, Copy)]
struct Relative {
    relation: &'static str,
    gender: Option<Gender>,
    /// Years after the head's birth, both included.
    born: (i32, i32),
}

impl Relative {
    const fn new(relation: &'static str, gender: Option<Gender>, from: i32, to: i32) -> Self {
        Self {
            relation,
            gender,
            born: (from, to),
        }
    }

    fn keeps_surname(&self, head: Gender) -> bool {
        match self.relation {
            "儿子" | "女儿" | "孙子" | "孙女" => head == Gender::Male,
            "父亲" | "兄弟" => true,
            _ => false,
        }
    }
}

/// Two to four people, the head of household first. `year` is the one in which the register begins.
pub(super) fn generate(year: i32, draw: &mut Draw) -> Vec<ResidentRow> {
    let others = draw.between(1, 3);
    let gender = Gender::draw(draw);
    let surname = names::surname(draw);
    let born = year - draw.between(30, 86) as i32;
    let mut residents = vec![resident("户主", surname, gender, born, year, draw)];
    while residents.len() <= others {
        let relative = draw.weigh(&RELATIVES);
        let (from, to) = relative.born;
        let birth = born + from + draw.below((to - from + 1) as usize) as i32;
        let plausible = (year - 100..=year).contains(&birth);
        let single = matches!(relative.relation, "配偶" | "父亲" | "母亲");
        let taken = residents.iter().any(|r| r.relation == relative.relation);
        if !plausible || (single && taken) {
            continue;
        }
        let theirs = match relative.relation {
            "配偶" => gender.other(),
            _ => relative.gender.unwrap_or_else(|| Gender::draw(draw)),
        };
        let name = if relative.keeps_surname(gender) {
            surname
        } else {
            names::surname(draw)
        };
        residents.push(resident(relative.relation, name, theirs, birth, year, draw));
    }
    residents
}

fn resident(
    relation: &str,
    surname: &str,
    gender: Gender,
    born: i32,
    year: i32,
    draw: &mut Draw,
) -> ResidentRow {
    ResidentRow {
        id: draw.uuid(),
        name: format!("{surname}{}", names::given(gender, draw)),
        phone: if year - born < 8 {
            String::new()
        } else {
            mobile(draw)
        },
        relation: relation.to_owned(),
        birth_year: u16::try_from(born).ok(),
        gender: gender.zh().to_owned(),
        notes: if draw.percent(38) {
            prose::about_resident(draw)
        } else {
            String::new()
        },
    }
}

/// Eleven digits, of the shape of a Chinese mobile number.
pub(super) fn mobile(draw: &mut Draw) -> String {
    format!("1{}{:09}", draw.between(3, 9), draw.below(1_000_000_000))
}
