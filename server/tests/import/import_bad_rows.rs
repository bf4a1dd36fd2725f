//! What is turned away: named by file, line and field, never by its value.

use linli_domain::HouseholdId;
use linli_server::import::{ImportError, Reason};

use crate::office::{Office, demo, fixture, nothing};

const GOOD: &str = r#"{"id":"54b71473-f720-41f7-9864-1fefaa12a6b6","building":"1号楼","unit":"1单元","room":"101","residents":[],"tags":[]}"#;
const BAD_PHONE: &str = r#"{"id":"99910c6d-0327-43f3-bd42-184306d85ea0","building":"1号楼","unit":"1单元","room":"102","residents":[{"id":"6ef518bb-6a2b-44d5-ac01-e3d83ad87774","name":"王波安","phone":"问他女儿王小安"}],"tags":[]}"#;

#[tokio::test]
async fn a_bad_row_stops_the_import_before_anything_is_written() {
    let office = Office::new();
    let mut request = demo();
    request.households = Some(office.file("h.jsonl", format!("{GOOD}\n{BAD_PHONE}\n")));
    let error = office.import(request).await.unwrap_err();
    let ImportError::BadRow(finding) = &error else {
        panic!("{error:?}");
    };
    assert_eq!((finding.file.as_str(), finding.line), ("h.jsonl", 2));
    assert_eq!(finding.field, "residents[0].phone");
    assert_eq!(finding.reason, Reason::NotAPhone);
    assert!(!format!("{error} {error:?}").contains("王"));
    assert_eq!(office.seq().await, None);
}

#[tokio::test]
async fn a_bad_row_of_the_last_file_stops_all_of_them() {
    let office = Office::new();
    let mut request = demo();
    request.cases = Some(office.file("c.jsonl", "{}"));
    let error = office.import(request).await.unwrap_err().to_string();
    assert!(error.contains("c.jsonl 第 1 行「id」"), "{error}");
    assert!(error.contains("c.jsonl, line 1, id: is missing"), "{error}");
    assert_eq!(office.seq().await, None);
}

#[tokio::test]
async fn with_skip_bad_the_rest_lands() {
    let office = Office::new();
    let rows = [
        BAD_PHONE,
        "not json",
        GOOD,
        &GOOD.replace("\"tags\"", "\"religion\":\"\",\"tags\""),
        &GOOD.replace("\"tags\"", "\"labels\""),
        GOOD,
    ];
    let mut request = nothing();
    request.households = Some(office.file("h.jsonl", rows.join("\n")));
    request.skip_bad = true;
    let report = office.import(request).await.unwrap();
    assert_eq!((report.households.new, report.households.skipped), (1, 5));
    let found: Vec<_> = report
        .skipped
        .iter()
        .map(|finding| (finding.line, finding.field.as_str(), finding.reason))
        .collect();
    assert_eq!(
        found,
        [
            (1, "residents[0].phone", Reason::NotAPhone),
            (2, "", Reason::NotJson),
            (4, "religion", Reason::MustNotBeHeld),
            (5, "labels", Reason::UnknownField),
            (6, "id", Reason::IdTwice),
        ]
    );
    let shown = format!("{report} {}", serde_json::to_string(&report).unwrap());
    assert!(shown.contains("h.jsonl 第 5 行「labels」"), "{shown}");
    assert!(!shown.contains("王"), "{shown}");
    let id: HouseholdId = "54b71473-f720-41f7-9864-1fefaa12a6b6".parse().unwrap();
    assert!(office.household(id).await.dwelling.is_some());
}

#[tokio::test]
async fn a_visit_to_nobody_is_a_bad_row() {
    let office = Office::new();
    let mut request = demo();
    request.households = None;
    let error = office
        .import(request.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("visits.jsonl, line 1, household_id: "),
        "{error}"
    );
    request.skip_bad = true;
    let report = office.import(request).await.unwrap();
    assert_eq!((report.visits.skipped, report.cases.new), (60, 8));
}

#[tokio::test]
async fn a_column_that_must_not_be_held_stops_the_import() {
    const SHEET: &str = "楼栋,房号,姓名,身份证号（18位）,月收入\n1号楼,101,何玉珍,1234,90\n";
    let office = Office::new();
    let path = office.file("登记表.csv", SHEET);
    let error = office.households(path.clone()).await.unwrap_err();
    let ImportError::BadRow(finding) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(finding.reason, Reason::MustNotBeHeld);
    assert_eq!(
        (finding.line, finding.field.as_str()),
        (1, "身份证号（18位）")
    );

    let mut request = nothing();
    request.households = Some(path);
    request.skip_bad = true;
    let report = office.import(request).await.unwrap();
    assert_eq!(report.households.new, 1);
    let dropped: Vec<_> = report.notices.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(dropped, ["身份证号（18位）", "月收入"]);
    assert!(!format!("{report}").contains("1234"));
}

#[tokio::test]
async fn a_header_that_nobody_understands_is_named() {
    let office = Office::new();
    for (sheet, field, reason) in [
        (
            "楼栋,房号,姓名,爱好\n1,101,何玉珍,唱歌\n",
            "爱好",
            Reason::UnknownColumn,
        ),
        (
            "楼栋,房号,姓名,\n1,101,何玉珍,唱歌\n",
            "D",
            Reason::UnknownColumn,
        ),
        (
            "楼栋,房号,姓名,电话,手机号\n",
            "手机号",
            Reason::ColumnTwice,
        ),
        ("楼栋,房号\n1,101\n", "姓名", Reason::MissingColumn),
        ("", "楼栋", Reason::MissingColumn),
    ] {
        let error = office
            .households(office.file("a.csv", sheet))
            .await
            .unwrap_err();
        let ImportError::BadRow(finding) = error else {
            panic!("{error:?}");
        };
        assert_eq!((finding.field.as_str(), finding.reason), (field, reason));
    }
}

#[tokio::test]
async fn a_sheet_without_a_header_is_not_quoted() {
    let office = Office::new();
    let sheet = "1号楼,101,何玉珍,13800007011\n1号楼,102,许敏,13800007037\n";
    let mut request = nothing();
    request.households = Some(office.file("a.csv", sheet));
    for skip_bad in [false, true] {
        request.skip_bad = skip_bad;
        let error = office.import(request.clone()).await.unwrap_err();
        let said = format!("{error}");
        assert!(
            said.contains("a.csv, line 1, 楼栋: the header lacks"),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_skipped_row_adds_no_building() {
    let office = Office::new();
    let rows = "日期,楼栋,房号,结果\n2026-10-12,11号楼,101,正常\n";
    let mut request = nothing();
    request.households = Some(fixture("import/register.csv"));
    request.visits = Some(office.file("v.csv", rows));
    request.skip_bad = true;
    let report = office.import(request).await.unwrap();
    assert_eq!((report.new_buildings, report.visits.skipped), (2, 1));
    assert_eq!(office.directory().await.buildings.len(), 2);
}

#[tokio::test]
async fn files_that_are_none_say_so() {
    let office = Office::new();
    for (name, bytes, words) in [
        ("a.pdf", &b""[..], "unknown format"),
        ("a.csv", &[0xff, 0x00, 0x81], "GB18030"),
        ("a.xlsx", b"PK, but no workbook", "workbook"),
    ] {
        let error = office
            .households(office.file(name, bytes))
            .await
            .unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
    let missing = fixture("import/no-such-file.csv");
    let error = office.households(missing).await.unwrap_err();
    assert!(matches!(error, ImportError::Unreadable { .. }));
    let mut request = nothing();
    request.estate = "  ".into();
    let error = office.import(request).await.unwrap_err();
    assert!(matches!(error, ImportError::EstateName { .. }));
}
