//! JSON lines.

use linli_domain::command::ConsentMethod;
use linli_domain::view::CaseStatus;
use linli_domain::{CaseId, HouseholdId, PersonId};
use linli_server::store::Store;

use crate::office::{Office, demo, nothing};

const HOUSEHOLD: &str = r#"{"id":"54b71473-f720-41f7-9864-1fefaa12a6b6","building":"1号楼","unit":"1单元","room":"101","residents":[{"id":"93998519-e0d0-4a8c-b2ae-fa101cbebb51","name":"彭军新","phone":"138 0000 7066","relation":"户主","birth_year":1977,"gender":"女","notes":""},{"id":"6ef518bb-6a2b-44d5-ac01-e3d83ad87774","name":"王波安"}],"tags":["孕产妇","租户"]}"#;
const VISIT: &str = r#"{"id":"f5761960-4506-4803-a52f-e709277366fa","household_id":"54b71473-f720-41f7-9864-1fefaa12a6b6","at":"2024-02-29T16:30:17.900Z","visitor_id":"6ae4c12a-cb4e-49d6-9c0e-94683d7f8868","purpose":"代办事项","outcome":"需跟进","note":"约好周三再来。","requests":["领取助行器"]}"#;
const CASE: &str = r#"{"id":"48967684-20b5-4ce1-a08e-056690d88c14","household_id":"6432f3f1-caa5-48f4-b7dc-c7cb6feb0e3f","building":"2号楼","title":"电梯故障","category":"报修","status":"closed","opened_at":"2024-04-10T20:29:26.000Z","assignee":"a8c54405-2996-4940-ae08-75b7863797ec","timeline":[{"id":"9d4d6b90-df24-4135-a759-8a1557c216b2","at":"2024-04-10T20:29:26.000Z","kind":"登记","by":"6a6eb6cf-b567-456a-8e0b-9b7b7473161e","note":"停在三楼。"},{"id":"e7ba8542-6281-4812-bbc2-b7d652d218f1","at":"2024-04-13T13:45:37.000Z","kind":"办结","by":"f238e3f4-7a80-47a9-bf77-f1c80ca02832","note":"修好了。"}]}"#;

#[tokio::test]
async fn an_estate_lands_whole() {
    let office = Office::new();
    let report = office.import(demo()).await.unwrap();
    assert_eq!(report.households.new, 24);
    assert_eq!(report.visits.new, 60);
    assert_eq!(report.cases.new, 8);
    assert_eq!(report.new_buildings, 3);
    assert_eq!(report.new_dwellings, 24);
    assert_eq!((report.skipped, report.notices), (vec![], vec![]));
    let directory = office.directory().await;
    assert_eq!(directory.name.as_deref(), Some("西苑"));
    assert_eq!(directory.buildings.len(), 3);
}

#[tokio::test]
async fn every_field_of_a_row_is_kept() {
    let office = Office::new();
    let mut request = nothing();
    request.households = Some(office.file("h.jsonl", HOUSEHOLD));
    request.visits = Some(office.file("v.json", format!("\n{VISIT}\n\n")));
    request.cases = Some(office.file("c.jsonl", CASE));
    let report = office.import(request).await.unwrap();

    let household: HouseholdId = "54b71473-f720-41f7-9864-1fefaa12a6b6".parse().unwrap();
    let view = office.household(household).await;
    let residents: Vec<_> = view.residents.values().collect();
    assert_eq!(residents.len(), 2);
    assert_eq!(residents[1].name, "彭军新");
    assert_eq!(residents[1].phone.as_deref(), Some("13800007066"));
    assert_eq!(residents[1].birth_year, Some(1977));
    assert_eq!(residents[0].phone, None);
    assert_eq!(view.tags, ["孕产妇", "租户"]);
    // The office holds the paper; a flag that is not sensitive needs none.
    assert_eq!(view.consents.len(), 1);
    assert_eq!(view.consents["孕产妇"].method, ConsentMethod::Transferred);
    assert_eq!(view.consents["孕产妇"].on.to_string(), "2026-11-24");

    // Half past midnight in China.
    let log = office.visits("1号楼", "2024-03").await;
    let visit = log.visits.values().next().unwrap();
    assert_eq!(visit.household, household);
    let by: PersonId = "6ae4c12a-cb4e-49d6-9c0e-94683d7f8868".parse().unwrap();
    assert_eq!(visit.by, by);
    assert_eq!(visit.requests[0].text, "领取助行器");
    assert_eq!(visit.requests[0].case, None);

    let case: CaseId = "48967684-20b5-4ce1-a08e-056690d88c14".parse().unwrap();
    let case = office.case(case).await;
    assert_eq!(case.status, CaseStatus::Closed);
    let labels: Vec<_> = case.events.iter().map(|it| it.label.as_deref()).collect();
    assert_eq!(labels, [Some("登记"), Some("办结"), None]);
    assert_eq!(case.events[2].at, case.events[1].at);
    // Nobody knows the household; the case keeps its id, and the report says so.
    assert!(case.household.is_some());
    assert_eq!(report.notices.len(), 1);
    assert_eq!(report.notices[0].field, "household_id");
}

#[tokio::test]
async fn a_visit_finds_a_household_of_an_earlier_import() {
    let office = Office::new();
    let households = office.file("h.jsonl", HOUSEHOLD);
    office.households(households).await.unwrap();
    let mut request = nothing();
    request.visits = Some(office.file("v.jsonl", VISIT));
    let report = office.import(request).await.unwrap();
    assert_eq!(report.visits.new, 1);
}

#[tokio::test]
async fn one_register_can_be_two_estates_only_with_other_ids() {
    let office = Office::new();
    let households = office.file("h.jsonl", HOUSEHOLD);
    office.households(households.clone()).await.unwrap();
    let mut request = nothing();
    request.estate = "东苑".into();
    request.households = Some(households);
    let error = office.import(request).await.unwrap_err().to_string();
    assert!(error.contains("h.jsonl, line 1, id: "), "{error}");
    assert_eq!(office.store.estates().await.unwrap().len(), 1);
}
