//! The record of processing activities, as an officer for data protection asks for it.

use std::path::Path;

use crate::Console;

/// Kept in `docs/privacy`, so that a change of what is kept is seen where it is reviewed. `UPDATE=1` rewrites it.
#[test]
fn the_record_of_processing_is_the_one_in_the_docs() {
    for (lang, name) in [("zh", "record.zh-CN.md"), ("en", "record.en.md")] {
        // No folder, no store: it tells of the program, not of anybody in it.
        let output = Console::new().run(&["privacy", "report", "--lang", lang]);
        let record = String::from_utf8(output.stdout).unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../docs/privacy")
            .join(name);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &record).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == record, "{} is not current", path.display());
    }
}

#[test]
fn the_record_names_field_purpose_basis_and_term() {
    let record = Console::new().run(&["privacy", "report"]).stdout;
    let record = String::from_utf8(record).unwrap();
    for part in [
        "| 居民 | 电话（`phone`） | `reach` | 一般 |",
        "个人信息保护法",
        "走访后2年",
        "办结后3年",
        "| 住户档案 | 标记（`tags`） | `flag` | 敏感 |",
    ] {
        assert!(record.contains(part), "{part} in\n{record}");
    }
    let json = Console::new().done(&["privacy", "report"]);
    let purposes = json["purposes"].as_array().unwrap();
    let reach = purposes.iter().find(|it| it["code"] == "reach").unwrap();
    assert_eq!(reach["basis"]["code"], "consent");
}
