//! A list of cases (事项台账): one line a case, of a household by its door or of a building.

use linli_domain::Timestamp;

use super::columns::{Column, Row, Sheet};
use super::table::Table;
use super::{door, parse};
use crate::import::error::ImportError;
use crate::import::facts::{CaseFacts, HouseholdRef};
use crate::import::finding::Finding;
use crate::import::ledger::Ledger;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Category,
    Status,
    OpenedAt,
    ClosedAt,
    Building,
    Unit,
    Room,
    Detail,
}

const COLUMNS: &[Column<Field>] = &[
    Column::new(Field::Title, true, &["标题", "事项", "事项名称", "title"]),
    Column::new(
        Field::Category,
        true,
        &["类别", "类型", "事项类别", "事项类型", "category", "type"],
    ),
    Column::new(Field::Status, true, &["状态", "办理状态", "status"]),
    Column::new(
        Field::OpenedAt,
        true,
        &[
            "登记时间",
            "登记日期",
            "受理时间",
            "受理日期",
            "openedat",
            "opened",
            "date",
        ],
    ),
    Column::new(
        Field::ClosedAt,
        false,
        &["办结时间", "办结日期", "closedat", "closed"],
    ),
    Column::new(Field::Building, true, door::BUILDING),
    Column::new(Field::Unit, false, door::UNIT),
    Column::new(Field::Room, false, door::ROOM),
    Column::new(
        Field::Detail,
        false,
        &[
            "情况",
            "情况说明",
            "内容",
            "事项内容",
            "备注",
            "detail",
            "details",
            "note",
            "notes",
        ],
    ),
];

pub(super) fn read(table: &Table, ledger: &mut Ledger) -> Result<Vec<CaseFacts>, ImportError> {
    let sheet = Sheet::open(table, COLUMNS, ledger)?;
    sheet.read(ledger, case)
}

fn case(row: &Row<'_, '_, Field>) -> Result<CaseFacts, Finding> {
    // Without a room it concerns the building.
    let (building, household) = if row.is_blank(&[Field::Room]) {
        (door::read_building(row, Field::Building)?, None)
    } else {
        let (building, dwelling) = door::read(row, [Field::Building, Field::Unit, Field::Room])?;
        let household = HouseholdRef::Door {
            building: building.clone(),
            dwelling,
        };
        (building, Some(household))
    };
    let opened_at = row.read(Field::OpenedAt, |cell| cell.time())?;
    Ok(CaseFacts {
        place: row.place.clone(),
        id: None,
        household,
        household_field: row.name(Field::Room),
        building,
        title: row.text(Field::Title, parse::text)?,
        category: row.text(Field::Category, parse::text)?,
        detail: row.text(Field::Detail, parse::optional)?,
        opened_at,
        assignee: None,
        events: Vec::new(),
        closed_at: closed_at(row, opened_at)?,
    })
}

fn closed_at(row: &Row<'_, '_, Field>, opened_at: Timestamp) -> Result<Option<Timestamp>, Finding> {
    if !row.text(Field::Status, parse::closed)? {
        return Ok(None);
    }
    if row.is_blank(&[Field::ClosedAt]) {
        return Ok(Some(opened_at));
    }
    row.read(Field::ClosedAt, |cell| cell.time()).map(Some)
}
