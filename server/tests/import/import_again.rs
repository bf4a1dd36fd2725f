//! The second time: nothing is doubled, only what differs is written, and what people decided stands.

use linli_domain::command::{CorrectResident, ResidentChange, WithdrawConsent};
use linli_domain::view::CaseStatus;
use linli_domain::{CaseId, DocumentKey, HouseholdId};
use linli_server::store::Store;

use crate::office::{Office, demo, fixture, nothing};

const ROW: &str = r#"{"id":"54b71473-f720-41f7-9864-1fefaa12a6b6","building":"1号楼","unit":"1单元","room":"101","residents":[{"id":"93998519-e0d0-4a8c-b2ae-fa101cbebb51","name":"彭军新","phone":"13800007066","relation":"户主"}],"tags":["独居","租户"]}"#;

fn household() -> HouseholdId {
    "54b71473-f720-41f7-9864-1fefaa12a6b6".parse().unwrap()
}

async fn document(office: &Office) -> DocumentKey {
    DocumentKey::Household {
        estate: office.estate().await,
        building: office.building("1号楼").await,
        household: household(),
    }
}

#[tokio::test]
async fn the_same_files_twice_change_nothing() {
    let office = Office::new();
    let mut sheets = nothing();
    sheets.households = Some(fixture("import/register.csv"));
    sheets.visits = Some(fixture("import/visits.csv"));
    sheets.cases = Some(fixture("import/cases.csv"));
    sheets.estate = "东苑".into();
    for request in [demo(), sheets] {
        office.import(request.clone()).await.unwrap();
        let before = office.store.estates().await.unwrap();
        let report = office.import(request).await.unwrap();
        assert_eq!(office.store.estates().await.unwrap(), before);
        for tally in [report.households, report.visits, report.cases] {
            assert_eq!((tally.new, tally.changed, tally.skipped), (0, 0, 0));
            assert!(tally.unchanged > 0);
        }
    }
}

#[tokio::test]
async fn a_changed_row_brings_only_what_differs() {
    let office = Office::new();
    office
        .households(office.file("a.jsonl", ROW))
        .await
        .unwrap();
    let before = office.seq().await.unwrap();
    let changed = ROW
        .replace("13800007066", "13800007079")
        .replace("\"relation\":\"户主\"", "\"relation\":\"\"")
        .replace("\"101\"", "\"102\"")
        .replace("\"独居\",\"租户\"", "\"独居\",\"有幼儿\"");
    let report = office
        .households(office.file("b.jsonl", changed))
        .await
        .unwrap();
    assert_eq!(report.households.changed, 1);
    // The new dwelling in the directory, the move, the phone, a flag with its consent, a flag gone.
    assert_eq!(office.seq().await.unwrap(), before + 6);
    let view = office.household(household()).await;
    assert_eq!(view.dwelling.unwrap().room, "102");
    let resident = view.residents.values().next().unwrap();
    assert_eq!(resident.phone.as_deref(), Some("13800007079"));
    // An empty field takes nothing away.
    assert_eq!(resident.relation.as_deref(), Some("户主"));
    assert_eq!(view.tags, ["有幼儿", "独居"]);
}

#[tokio::test]
async fn a_correction_of_another_field_survives_the_next_import() {
    let office = Office::new();
    office
        .households(office.file("a.jsonl", ROW))
        .await
        .unwrap();
    let resident = "93998519-e0d0-4a8c-b2ae-fa101cbebb51".parse().unwrap();
    let changes = vec![ResidentChange::Notes(Some("下午在家".parse().unwrap()))];
    let correction = CorrectResident { resident, changes };
    office.does(document(&office).await, correction).await;
    let report = office
        .households(office.file("a.jsonl", ROW))
        .await
        .unwrap();
    assert_eq!(report.households.unchanged, 1);
    let view = office.household(household()).await;
    assert_eq!(view.residents[&resident].notes.as_deref(), Some("下午在家"));
}

#[tokio::test]
async fn a_consent_that_was_taken_back_stays_taken_back() {
    let office = Office::new();
    office
        .households(office.file("a.jsonl", ROW))
        .await
        .unwrap();
    let withdrawal = WithdrawConsent {
        tag: "独居".parse().unwrap(),
        on: "2026-11-25".parse().unwrap(),
    };
    office.does(document(&office).await, withdrawal).await;
    let report = office
        .households(office.file("a.jsonl", ROW))
        .await
        .unwrap();
    assert_eq!(report.households.unchanged, 1);
    assert_eq!(report.notices[0].field, "tags");
    assert_eq!(office.household(household()).await.tags, ["租户"]);
}

#[tokio::test]
async fn an_import_that_was_cut_off_is_finished_by_the_next() {
    let (whole, parts) = (Office::new(), Office::new());
    whole.import(demo()).await.unwrap();
    // What a crash leaves: some of the commands, in their order.
    for kept in [1, 30, 45] {
        let visits = std::fs::read_to_string(fixture("estates/demo/visits.jsonl")).unwrap();
        let visits: String = visits.split_inclusive('\n').take(kept).collect();
        let mut request = demo();
        request.visits = Some(parts.file("v.jsonl", visits));
        request.cases = None;
        parts.import(request).await.unwrap();
    }
    parts.import(demo()).await.unwrap();
    assert_eq!(parts.seq().await, whole.seq().await);
}

#[tokio::test]
async fn a_known_case_gets_its_new_events_and_its_closing() {
    const CASE: &str = r#"{"id":"48967684-20b5-4ce1-a08e-056690d88c14","building":"2号楼","title":"电梯故障","category":"报修","status":"open","opened_at":"2024-04-10T20:29:26Z","timeline":[{"id":"9d4d6b90-df24-4135-a759-8a1557c216b2","at":"2024-04-10T20:29:26Z","kind":"登记","by":"6a6eb6cf-b567-456a-8e0b-9b7b7473161e","note":""}]}"#;
    const MORE: &str = r#"},{"id":"e7ba8542-6281-4812-bbc2-b7d652d218f1","at":"2024-04-13T13:45:37Z","kind":"办结","by":"6a6eb6cf-b567-456a-8e0b-9b7b7473161e","note":"修好了。"}]"#;
    let office = Office::new();
    let cases = |name, content: &str| {
        let mut request = nothing();
        request.cases = Some(office.file(name, content));
        request
    };
    office.import(cases("a.jsonl", CASE)).await.unwrap();
    let closed = CASE
        .replace("}]", MORE)
        .replace("\"status\":\"open\"", "\"status\":\"closed\"");
    let report = office.import(cases("b.jsonl", &closed)).await.unwrap();
    assert_eq!(report.cases.changed, 1);
    let id: CaseId = "48967684-20b5-4ce1-a08e-056690d88c14".parse().unwrap();
    let view = office.case(id).await;
    assert_eq!((view.status, view.events.len()), (CaseStatus::Closed, 3));
    let report = office.import(cases("b.jsonl", &closed)).await.unwrap();
    assert_eq!(report.cases.unchanged, 1);
}
