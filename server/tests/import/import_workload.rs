//! The generated workload, at a small size.

use linli_bench::workload::{CASES, HOUSEHOLDS, Size, VISITS, Workload};
use linli_domain::HouseholdId;
use linli_server::import::ImportRequest;
use tempfile::TempDir;

use crate::office::{Office, nothing};

/// More commands than the store is given at once.
fn written() -> (Workload, TempDir, ImportRequest) {
    let size = Size {
        buildings: 2,
        households_per_building: 12,
        visits: 1_300,
        cases: 10,
        ..Size::standard(7)
    };
    let workload = Workload::generate(&size);
    let folder = tempfile::tempdir().unwrap();
    workload.write(folder.path()).unwrap();
    let request = ImportRequest {
        households: Some(folder.path().join(HOUSEHOLDS)),
        visits: Some(folder.path().join(VISITS)),
        cases: Some(folder.path().join(CASES)),
        ..nothing()
    };
    (workload, folder, request)
}

#[tokio::test]
async fn the_generated_estate_lands_once() {
    let (workload, _folder, request) = written();
    let office = Office::new();
    let report = office.import(request.clone()).await.unwrap();
    assert_eq!(report.households.new, 24);
    assert_eq!(report.visits.new, 1_300);
    assert_eq!(report.cases.new, 10);
    assert_eq!((report.skipped, report.notices), (vec![], vec![]));
    for row in &workload.households {
        let view = office.household(HouseholdId(row.id)).await;
        assert_eq!(view.residents.len(), row.residents.len());
        assert_eq!(view.tags.len(), row.tags.len());
    }
    let seq = office.seq().await;
    office.import(request).await.unwrap();
    assert_eq!(office.seq().await, seq);
}

#[tokio::test]
async fn cut_off_between_two_transactions_it_is_finished_by_the_next_run() {
    let (_, _folder, request) = written();
    let (whole, cut) = (Office::new(), Office::new());
    whole.import(request.clone()).await.unwrap();
    let something_is_written = async {
        while cut.seq().await.unwrap_or(0) == 0 {
            tokio::task::yield_now().await;
        }
    };
    // The import is dropped where it stands, as a killed process would.
    tokio::select! {
        biased;
        () = something_is_written => {}
        report = cut.import(request.clone()) => drop(report.unwrap()),
    }
    cut.import(request).await.unwrap();
    assert_eq!(cut.seq().await, whole.seq().await);
}
