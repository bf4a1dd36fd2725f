//! A list of visits (走访登记表): one line a visit, households by their door.

use linli_domain::limits;

use super::columns::{Column, Row, Sheet};
use super::table::Table;
use super::{door, list, parse};
use crate::import::error::ImportError;
use crate::import::facts::{HouseholdRef, VisitFacts, VisitorRef};
use crate::import::finding::Finding;
use crate::import::ledger::Ledger;
use crate::import::reason::Reason;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    At,
    Building,
    Unit,
    Room,
    Visitor,
    Purpose,
    Outcome,
    Note,
    Requests,
}

const COLUMNS: &[Column<Field>] = &[
    Column::new(
        Field::At,
        true,
        &[
            "日期",
            "走访日期",
            "走访时间",
            "时间",
            "date",
            "time",
            "at",
            "visitedat",
        ],
    ),
    Column::new(Field::Building, true, door::BUILDING),
    Column::new(Field::Unit, false, door::UNIT),
    Column::new(Field::Room, true, door::ROOM),
    Column::new(
        Field::Visitor,
        false,
        &["走访人", "走访人员", "走访者", "visitor", "visitedby"],
    ),
    Column::new(
        Field::Purpose,
        false,
        &["目的", "走访目的", "事由", "走访事由", "purpose"],
    ),
    Column::new(
        Field::Outcome,
        true,
        &["结果", "走访结果", "outcome", "result"],
    ),
    Column::new(
        Field::Note,
        false,
        &["情况", "走访情况", "情况说明", "备注", "note", "notes"],
    ),
    Column::new(
        Field::Requests,
        false,
        &["诉求", "居民诉求", "需求", "requests", "request"],
    ),
];

pub(super) fn read(table: &Table, ledger: &mut Ledger) -> Result<Vec<VisitFacts>, ImportError> {
    let sheet = Sheet::open(table, COLUMNS, ledger)?;
    sheet.read(ledger, visit)
}

fn visit(row: &Row<'_, '_, Field>) -> Result<VisitFacts, Finding> {
    let (building, dwelling) = door::read(row, [Field::Building, Field::Unit, Field::Room])?;
    let visitor = row.text(Field::Visitor, parse::optional)?;
    Ok(VisitFacts {
        place: row.place.clone(),
        id: None,
        household: HouseholdRef::Door { building, dwelling },
        household_field: row.name(Field::Room),
        at: row.read(Field::At, |cell| cell.time())?,
        visitor: visitor.map(VisitorRef::Name),
        outcome: row.text(Field::Outcome, parse::outcome)?,
        purpose: row.text(Field::Purpose, parse::optional)?,
        note: row.text(Field::Note, parse::optional)?,
        requests: row.text(Field::Requests, |text| {
            let requests = list(text, &['；', ';', '\n'])?;
            let limit = limits::REQUESTS_PER_VISIT;
            match requests.len() <= limit {
                true => Ok(requests),
                false => Err(Reason::TooMany { limit }),
            }
        })?,
    })
}
