//! Spreadsheets as a community office has them.

use linli_domain::command::{Appoint, Gender, Outcome};
use linli_domain::view::{CaseStatus, HouseholdView};
use linli_domain::{DocumentKey, HouseholdId, PersonId, Role};
use linli_server::import::ImportRequest;
use linli_server::store::Store;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::office::{Office, fixture, nothing};

/// The households of a building, by their doors.
async fn neighbours(office: &Office, building: &str) -> Vec<HouseholdView> {
    let building = office.building(building).await;
    let feed = linli_domain::FeedId {
        estate: office.estate().await,
        building: Some(building),
        kind: linli_domain::Kind::Household,
    };
    let from = vec![(feed, linli_wire::FeedPosition::At { seq: 0 })];
    let tail = office
        .store
        .tail(feed.estate, from, usize::MAX)
        .await
        .unwrap();
    let mut households: Vec<HouseholdView> = Vec::new();
    for entry in tail.entries {
        let id = HouseholdId(entry.document.id().0);
        if households.iter().all(|known| known.id != id) {
            households.push(office.household(id).await);
        }
    }
    households.sort_by_key(|view| view.dwelling.as_ref().map(|it| it.room.clone()));
    households
}

#[tokio::test]
async fn one_register_in_three_ways_of_writing_is_one_register() {
    let office = Office::new();
    let first = office.households(fixture("import/register.csv")).await;
    let first = first.unwrap();
    assert_eq!(first.households.new, 4);
    assert_eq!((first.new_buildings, first.new_dwellings), (2, 5));
    let seq = office.seq().await;
    for name in ["import/register-gbk.csv", "import/register-english.csv"] {
        let report = office.households(fixture(name)).await.unwrap();
        assert_eq!(report.households.unchanged, 4, "{name}");
        assert_eq!(office.seq().await, seq, "{name}");
    }
    let neighbours = neighbours(&office, "1号楼").await;
    assert_eq!(neighbours[0].tags, ["定期随访", "独居"]);
    let family: Vec<_> = neighbours[1].residents.values().collect();
    assert_eq!(family.len(), 3);
    let daughter = family.iter().find(|it| it.name == "陆小雨").unwrap();
    assert_eq!(daughter.gender, Some(Gender::Female));
    assert_eq!(daughter.birth_year, Some(2012));
}

#[tokio::test]
async fn the_demonstrations_fourth_building_lands() {
    let office = Office::new();
    let report = office.households(fixture("estates/demo/office.csv")).await;
    let report = report.unwrap();
    assert_eq!((report.skipped, report.notices), (vec![], vec![]));
    let first = &neighbours(&office, "4号楼").await[0];
    assert_eq!(first.tags, ["定期随访", "独居"]);
}

#[tokio::test]
async fn a_workbook_with_a_title_merged_cells_and_numbers() {
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let plain = Format::new();
    let sheet = workbook.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 5, "西苑社区住户登记表", &plain)
        .unwrap();
    for (column, name) in (0..).zip(["序号", "楼栋", "房号", "姓名", "出生日期", "手机号"])
    {
        sheet.write(1, column, name).unwrap();
    }
    sheet.merge_range(2, 1, 4, 1, "1号楼", &plain).unwrap();
    sheet.merge_range(2, 2, 3, 2, "", &plain).unwrap();
    sheet.write(2, 2, 301).unwrap();
    sheet.write(4, 2, "302室").unwrap();
    for (row, name) in (2..).zip(["何玉珍", "何小军", "许敏"]) {
        sheet.write(row, 0, row - 1).unwrap();
        sheet.write(row, 3, name).unwrap();
        sheet
            .write(row, 5, 13_800_007_000.0 + f64::from(row))
            .unwrap();
    }
    let born = ExcelDateTime::from_ymd(1958, 3, 2).unwrap();
    sheet.write_with_format(2, 4, &born, &day).unwrap();
    sheet.write(3, 4, 1983).unwrap();
    sheet.write(4, 4, "1990年5月").unwrap();
    let second = workbook.add_worksheet().set_name("2号楼").unwrap();
    for (column, (name, value)) in (0..).zip([("楼栋", "2"), ("房号", "101"), ("姓名", "沈梅")])
    {
        second.write(0, column, name).unwrap();
        second.write(1, column, value).unwrap();
    }
    let hidden = workbook.add_worksheet().set_hidden(true);
    hidden.write(0, 0, "男,女").unwrap();

    let office = Office::new();
    let path = office.file("登记表.XLSX", workbook.save_to_buffer().unwrap());
    let report = office.households(path.clone()).await.unwrap();
    assert_eq!((report.households.new, report.new_buildings), (3, 2));
    let neighbours = neighbours(&office, "1号楼").await;
    let rooms: Vec<_> = neighbours
        .iter()
        .map(|view| view.dwelling.as_ref().unwrap().room.as_str())
        .collect();
    assert_eq!(rooms, ["301", "302"]);
    let mut family: Vec<_> = neighbours[0].residents.values().collect();
    family.sort_by_key(|resident| resident.birth_year);
    assert_eq!(family[0].birth_year, Some(1958));
    assert_eq!(family[0].phone.as_deref(), Some("13800007002"));
    assert_eq!(family[1].birth_year, Some(1983));
    let report = office.households(path).await.unwrap();
    assert_eq!(report.households.unchanged, 3);
}

#[tokio::test]
async fn visits_and_cases_find_their_door() {
    let office = Office::new();
    let mut request = ImportRequest {
        households: Some(fixture("import/register.csv")),
        visits: Some(fixture("import/visits.csv")),
        cases: Some(fixture("import/cases.csv")),
        ..nothing()
    };
    let report = office.import(request.clone()).await.unwrap();
    assert_eq!((report.visits.new, report.cases.new), (3, 2));
    let log = office.visits("1号楼", "2026-10").await;
    let mut visits: Vec<_> = log.visits.values().collect();
    visits.sort_by_key(|visit| visit.at);
    assert_eq!(visits[0].outcome, Outcome::NoAnswer);
    assert_eq!(visits[0].at.to_string(), "2026-10-11T16:00:00Z");
    assert_eq!(visits[1].at.to_string(), "2026-10-12T01:30:00Z");
    assert_eq!(visits[1].requests.len(), 2);
    // The roster does not know her: the name is kept where people read it.
    assert_eq!(
        visits[1].note.as_deref(),
        Some("血压药够吃两周\n走访人：周海燕")
    );

    // Once more, the doors now looked up in the store.
    request.households = None;
    let report = office.import(request).await.unwrap();
    assert_eq!((report.visits.unchanged, report.cases.unchanged), (3, 2));
}

#[tokio::test]
async fn a_case_of_a_sheet_is_closed_when_it_says_so() {
    let office = Office::new();
    let mut request = nothing();
    request.households = Some(fixture("import/register.csv"));
    request.cases = Some(fixture("import/cases.csv"));
    office.import(request).await.unwrap();
    let building = Some(office.building("1号楼").await);
    let feed = linli_domain::FeedId {
        estate: office.estate().await,
        building,
        kind: linli_domain::Kind::Case,
    };
    let from = vec![(feed, linli_wire::FeedPosition::At { seq: 0 })];
    let tail = office
        .store
        .tail(feed.estate, from, usize::MAX)
        .await
        .unwrap();
    let mut seen = Vec::new();
    for entry in tail.entries {
        if let DocumentKey::Case { case, .. } = entry.document {
            let view = office.case(case).await;
            seen.push((view.title, view.status, view.household.is_some()));
        }
    }
    seen.dedup();
    seen.sort_by_key(|(_, _, of_household)| *of_household);
    assert_eq!(
        seen,
        [
            ("楼道灯不亮".to_owned(), CaseStatus::Closed, false),
            ("卫生间装扶手".to_owned(), CaseStatus::Open, true),
        ]
    );
}

#[tokio::test]
async fn a_visitor_whom_the_roster_knows_is_that_person() {
    let office = Office::new();
    office
        .households(fixture("import/register.csv"))
        .await
        .unwrap();
    let estate = office.estate().await;
    let person = PersonId::from_bytes([7; 16]);
    let appointment = Appoint {
        appointment: linli_domain::AppointmentId::from_bytes([8; 16]),
        person,
        name: "周海燕".parse().unwrap(),
        role: Role::BuildingHead,
        building: Some(office.building("1号楼").await),
        department: None,
        from: "2026-01-01".parse().unwrap(),
        until: None,
    };
    office
        .does(DocumentKey::Directory { estate }, appointment)
        .await;
    let mut request = nothing();
    request.visits = Some(fixture("import/visits.csv"));
    office.import(request).await.unwrap();
    let log = office.visits("2号楼", "2026-10").await;
    let visit = log.visits.values().next().unwrap();
    assert_eq!(visit.by, person);
    assert_eq!(visit.note.as_deref(), Some("孩子入园材料还差一份"));
}

#[tokio::test]
async fn a_sheet_means_whoever_is_registered_behind_the_door() {
    const ROW: &str = r#"{"id":"54b71473-f720-41f7-9864-1fefaa12a6b6","building":"1号楼","unit":"1单元","room":"101","residents":[{"id":"93998519-e0d0-4a8c-b2ae-fa101cbebb51","name":"何玉珍","birth_year":1946}],"tags":[]}"#;
    let office = Office::new();
    office
        .households(office.file("a.jsonl", ROW))
        .await
        .unwrap();
    let report = office.households(fixture("import/register.csv")).await;
    let report = report.unwrap();
    assert_eq!((report.households.new, report.households.changed), (3, 1));
    let view = office
        .household("54b71473-f720-41f7-9864-1fefaa12a6b6".parse().unwrap())
        .await;
    assert_eq!(view.residents.len(), 1);
    let resident = view.residents.values().next().unwrap();
    assert_eq!(resident.phone.as_deref(), Some("13800007011"));
}

#[tokio::test]
async fn a_bad_cell_is_named_by_its_column() {
    let office = Office::new();
    let sheet = "楼栋,房号,姓名,联系电话\n\n1号楼,101,何玉珍,问女儿\n1号楼,102,许敏,\n";
    let mut request = nothing();
    request.households = Some(office.file("a.csv", sheet));
    let error = office
        .import(request.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("a.csv 第 3 行「联系电话」"), "{error}");
    request.skip_bad = true;
    let report = office.import(request).await.unwrap();
    assert_eq!((report.households.new, report.households.skipped), (1, 1));
}
