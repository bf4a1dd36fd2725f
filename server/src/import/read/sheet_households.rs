//! The register of residents (住户登记表): one line a resident, households by their door.

use std::collections::BTreeMap;

use linli_domain::command::Dwelling;
use linli_domain::limits;
use linli_domain::text::Label;

use super::columns::{Column, Row, Sheet};
use super::table::Table;
use super::{door, list, parse};
use crate::import::error::ImportError;
use crate::import::facts::{HouseholdFacts, ResidentFacts};
use crate::import::finding::Finding;
use crate::import::ledger::Ledger;
use crate::import::reason::Reason;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Building,
    Unit,
    Room,
    Name,
    Relation,
    Gender,
    Birth,
    Phone,
    Notes,
    Tags,
}

const COLUMNS: &[Column<Field>] = &[
    Column::new(Field::Building, true, door::BUILDING),
    Column::new(Field::Unit, false, door::UNIT),
    Column::new(Field::Room, true, door::ROOM),
    Column::new(Field::Name, true, &["姓名", "居民姓名", "名字", "name"]),
    Column::new(
        Field::Relation,
        false,
        &["与户主关系", "关系", "家庭关系", "relation"],
    ),
    Column::new(Field::Gender, false, &["性别", "gender", "sex"]),
    Column::new(
        Field::Birth,
        false,
        &[
            "出生年份",
            "出生年",
            "出生日期",
            "出生年月",
            "出生年月日",
            "生日",
            "birthyear",
            "birthdate",
            "dateofbirth",
            "birthday",
        ],
    ),
    Column::new(
        Field::Phone,
        false,
        &[
            "电话",
            "手机号",
            "手机",
            "手机号码",
            "联系电话",
            "联系方式",
            "电话号码",
            "phone",
            "mobile",
            "telephone",
            "tel",
        ],
    ),
    Column::new(
        Field::Notes,
        false,
        &["备注", "说明", "notes", "note", "remarks"],
    ),
    Column::new(Field::Tags, false, &["标签", "标记", "tags", "tag"]),
];

pub(super) fn read(table: &Table, ledger: &mut Ledger) -> Result<Vec<HouseholdFacts>, ImportError> {
    let sheet = Sheet::open(table, COLUMNS, ledger)?;
    let mut households = Households::default();
    for row in sheet.rows() {
        let read = read_row(&row).and_then(|line| households.add(&row, line, &sheet));
        if let Err(finding) = read {
            ledger.skip(finding)?;
        }
    }
    Ok(households.in_order)
}

struct Line {
    building: Label,
    dwelling: Dwelling,
    /// Unset: an empty dwelling.
    resident: Option<ResidentFacts>,
    tags: Vec<Label>,
}

fn read_row(row: &Row<'_, '_, Field>) -> Result<Line, Finding> {
    let (building, dwelling) = door::read(row, [Field::Building, Field::Unit, Field::Room])?;
    let empty = row.is_blank(&[
        Field::Name,
        Field::Relation,
        Field::Gender,
        Field::Birth,
        Field::Phone,
        Field::Notes,
        Field::Tags,
    ]);
    Ok(Line {
        building,
        dwelling,
        resident: if empty { None } else { Some(resident(row)?) },
        tags: row.text(Field::Tags, |text| {
            list(text, &['、', '，', ',', '；', ';', '|', ' ', '\n'])
        })?,
    })
}

fn resident(row: &Row<'_, '_, Field>) -> Result<ResidentFacts, Finding> {
    Ok(ResidentFacts {
        id: None,
        name: row.text(Field::Name, parse::text)?,
        phone: row.text(Field::Phone, parse::phone)?,
        relation: row.text(Field::Relation, parse::optional)?,
        birth_year: row.read(Field::Birth, |cell| cell.birth_year())?,
        gender: row.text(Field::Gender, parse::gender)?,
        notes: row.text(Field::Notes, parse::optional)?,
    })
}

#[derive(Default)]
struct Households {
    in_order: Vec<HouseholdFacts>,
    by_door: BTreeMap<(Label, Dwelling), usize>,
}

impl Households {
    fn add(
        &mut self,
        row: &Row<'_, '_, Field>,
        line: Line,
        sheet: &Sheet<'_, Field>,
    ) -> Result<(), Finding> {
        let door = (line.building, line.dwelling);
        let place = self.by_door.get(&door).copied().unwrap_or_else(|| {
            self.in_order.push(HouseholdFacts {
                place: row.place.clone(),
                id: None,
                building: door.0.clone(),
                dwelling: door.1.clone(),
                residents: Vec::new(),
                tags: sheet.has(Field::Tags).then(Vec::new),
                tags_field: row.name(Field::Tags),
            });
            self.by_door.insert(door, self.in_order.len() - 1);
            self.in_order.len() - 1
        });
        let household = &mut self.in_order[place];
        let limit = limits::RESIDENTS_PER_HOUSEHOLD;
        if household.residents.len() + usize::from(line.resident.is_some()) > limit {
            let room = row.name(Field::Room);
            return Err(row.place.finding(&room, Reason::TooMany { limit }));
        }
        if let Some(tags) = &mut household.tags {
            for tag in line.tags {
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
            let limit = limits::TAGS_PER_HOUSEHOLD;
            if tags.len() > limit {
                tags.truncate(limit);
                let name = row.name(Field::Tags);
                return Err(row.place.finding(&name, Reason::TooMany { limit }));
            }
        }
        household.residents.extend(line.resident);
        Ok(())
    }
}
