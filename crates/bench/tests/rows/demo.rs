//! The estate of the demonstration, written by hand, is held to the same rules.

use std::path::PathBuf;

use linli_bench::workload::Workload;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/estates/demo")
}

#[test]
fn every_row_of_the_demonstration_is_valid() {
    let workload = Workload::read(&folder()).unwrap();
    assert_eq!(workload.buildings(), ["1号楼", "2号楼", "3号楼"]);
    super::check::workload(&workload);
}

/// What the law and people's dignity keep out of a register; see the privacy rules of the project.
#[test]
fn the_demonstration_labels_nobody() {
    const KEPT_OUT: [&str; 16] = [
        "宗教",
        "信教",
        "教徒",
        "民族",
        "党员",
        "信访",
        "上访",
        "前科",
        "吸毒",
        "低保",
        "收入",
        "贫困",
        "身份证",
        "残疾",
        "精神病",
        "服刑",
    ];
    for file in [
        "households.jsonl",
        "visits.jsonl",
        "cases.jsonl",
        "office.csv",
    ] {
        let text = std::fs::read_to_string(folder().join(file)).unwrap();
        for word in KEPT_OUT {
            assert!(!text.contains(word), "{word} in {file}");
        }
    }
}

#[test]
fn the_offices_register_has_one_line_a_resident() {
    let text = std::fs::read_to_string(folder().join("office.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("楼栋,单元,房号,姓名,与户主关系,性别,出生年份,电话,备注,标签")
    );
    for line in lines {
        assert_eq!(line.split(',').count(), 10, "{line}");
    }
}
