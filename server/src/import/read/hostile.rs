//! Files that nobody should have written: an import answers, and never panics.

use std::fs;

use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use super::facts;
use crate::import::ImportRequest;
use crate::import::ledger::Ledger;

/// Reads `bytes` as each of the three files, in a file named `name`; gives all that is said of it.
fn read(name: &str, bytes: &[u8], skip_bad: bool) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let mut said = String::new();
    for part in 0..3 {
        let request = ImportRequest {
            estate: "西苑".into(),
            households: (part == 0).then(|| path.clone()),
            visits: (part == 1).then(|| path.clone()),
            cases: (part == 2).then(|| path.clone()),
            skip_bad,
        };
        let mut ledger = Ledger::new(skip_bad);
        if let Err(error) = facts(&request, &mut ledger) {
            said += &format!("{error} {error:?}\n");
        }
        said += &format!("{:?}\n", ledger.into_findings());
    }
    said
}

fn sound_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in ["楼栋", "房号", "姓名", "电话"].into_iter().enumerate() {
        sheet.write(0, column as u16, name).unwrap();
        sheet.write(1, column as u16, 13_800_001_234.0).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

const HEADER: &str =
    "日期,楼栋,单元,房号,姓名,走访人,出生日期,电话,结果,标题,类别,状态,登记时间,标签,诉求\n";

#[test]
fn no_value_of_a_row_is_said() {
    let secret = "何玉珍的秘密";
    let cells = vec![secret; 15].join(",");
    let said = read("a.csv", format!("{HEADER}{cells}\n").as_bytes(), true);
    assert!(!said.contains(secret), "{said}");
    for field in ["id", "building", "residents", "at", "timeline"] {
        for value in [
            format!("\"{secret}\""),
            format!("[\"{secret}\"]"),
            secret.to_owned(),
        ] {
            let line = format!("{{\"{field}\":{value}}}");
            let said = read("a.jsonl", line.as_bytes(), true);
            assert!(!said.contains(secret), "{said}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400), skip_bad: bool) {
        for name in ["a.jsonl", "a.csv", "a.xlsx"] {
            read(name, &bytes, skip_bad);
        }
    }

    #[test]
    fn any_cells_below_a_header(
        rows in proptest::collection::vec(
            proptest::collection::vec("[0-9/:年月 .,;\"a-z-]{0,12}|.{0,8}", 15),
            0..6,
        ),
    ) {
        let rows: Vec<String> = rows.iter().map(|cells| cells.join(",")).collect();
        let file = format!("{HEADER}{}", rows.join("\n"));
        read("a.csv", file.as_bytes(), true);
    }

    #[test]
    fn any_value_in_a_line(value in "[0-9a-z\":,{}\\[\\]null.-]{0,20}|.{0,10}") {
        for field in ["id", "building", "residents", "tags", "at", "timeline", "opened_at"] {
            let line = format!("{{\"{field}\":{value}}}");
            read("a.jsonl", line.as_bytes(), true);
        }
    }

    #[test]
    fn a_workbook_with_other_bytes_in_it(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = sound_workbook();
        for (place, byte) in &changes {
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        read("a.xlsx", &bytes, true);
        read("a.xlsx", &bytes[..cut.index(bytes.len())], true);
    }
}
