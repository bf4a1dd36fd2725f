//! The words and the expressions together, in a real FTS5 table.

use pinyin::ToPinyin;
use proptest::prelude::*;
use rusqlite::Connection;

use super::{TABLE, household_tokens, match_expression, resident_tokens};

fn table() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(TABLE).unwrap();
    connection
}

fn insert(connection: &Connection, id: i64, tokens: &str) {
    connection
        .prepare_cached("INSERT INTO search (rowid, tokens) VALUES (?1, ?2)")
        .unwrap()
        .execute((id, tokens))
        .unwrap();
}

fn search(connection: &Connection, query: &str) -> Vec<i64> {
    let Some(expression) = match_expression(query) else {
        return Vec::new();
    };
    connection
        .prepare_cached("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid")
        .unwrap()
        .query_map([expression], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// Six people in two buildings.
fn estate() -> Connection {
    let connection = table();
    let people = [
        ("张三", "13800138000", "3号楼", "1单元", "302"),
        ("张三丰", "13912345678", "3号楼", "2单元", "1502"),
        ("单晓娟", "15000000001", "13号楼", "1单元", "302"),
        ("吕布", "", "三号楼", "一单元", "101"),
        ("阿依古丽·买买提", "+86 186 7777 1234", "A座", "", "1203"),
        ("Anna Li", "010-8888 6666", "A座", "", "12B"),
    ];
    for (id, (name, phone, building, unit, room)) in (1..).zip(people) {
        let resident = resident_tokens(name, Some(phone));
        let household = household_tokens(building, unit, room);
        insert(&connection, id, &format!("{resident} {household}"));
    }
    connection
}

#[test]
fn people_are_found_as_people_search() {
    let estate = estate();
    for (query, expected) in [
        ("张三", &[1, 2][..]),
        ("张三丰", &[2]),
        ("三丰", &[2]),
        ("zs", &[1, 2]),
        ("zsf", &[2]),
        ("zhangsan", &[1, 2]),
        ("zhang san", &[1, 2]),
        ("ZHANGS", &[1, 2]),
        ("sanfeng", &[2]),
        ("张s", &[1, 2]),
        ("shanxiaojuan", &[3]),
        ("danxj", &[]),
        ("danxiaojuan", &[3]),
        ("sxj", &[3]),
        ("dxj", &[3]),
        ("lvbu", &[4]),
        ("lubu", &[4]),
        ("lǚ bù", &[4]),
        ("古丽·买买提", &[5]),
        ("古丽买买", &[5]),
        ("anna", &[6]),
        ("li", &[5, 6]),
        ("8000", &[1]),
        ("138001", &[1]),
        ("138 0013 8000", &[1]),
        ("+86 186-7777-1234", &[5]),
        ("01088886666", &[6]),
    ] {
        assert_eq!(search(&estate, query), expected, "{query}");
    }
}

#[test]
fn doors_are_found_as_people_write_them() {
    let estate = estate();
    for (query, expected) in [
        ("302", &[1, 3][..]),
        ("3号楼", &[1, 2, 4]),
        ("三号楼", &[1, 2, 4]),
        ("三号楼一单元", &[1, 4]),
        ("13栋", &[3]),
        ("十三栋", &[3]),
        ("十三号楼", &[3]),
        ("3号楼302", &[1]),
        ("３号楼３０２", &[1]),
        ("3-1-302", &[1]),
        ("3-302", &[1]),
        ("3-2-15", &[2]),
        ("1单元302", &[1, 3]),
        ("3号楼1单元", &[1, 4]),
        ("3号楼 张", &[1, 2]),
        ("3号楼zsf", &[2]),
        ("A座", &[5, 6]),
        ("a座12b", &[6]),
        ("a-1203", &[5]),
        ("1203室", &[5]),
        ("三", &[1, 2]),
    ] {
        assert_eq!(search(&estate, query), expected, "{query}");
    }
}

/// Rows of the index whose bytes contain the text.
fn blocks_with(connection: &Connection, text: &str) -> i64 {
    connection
        .query_row(
            "SELECT count(*) FROM search_data WHERE instr(block, CAST(?1 AS BLOB))",
            [text],
            |row| row.get(0),
        )
        .unwrap()
}

#[test]
fn an_erased_resident_is_no_longer_found_nor_stored() {
    let estate = estate();
    assert_ne!(blocks_with(&estate, "912345678"), 0);
    estate
        .execute("DELETE FROM search WHERE rowid = 2", [])
        .unwrap();
    assert_eq!(search(&estate, "zs"), [1]);
    assert_eq!(blocks_with(&estate, "912345678"), 0);
}

#[test]
fn rare_family_names_keep_their_characters() {
    let connection = table();
    insert(&connection, 1, &resident_tokens("𬱖𠅤明", None));
    for query in ["𬱖", "𬱖𠅤", "𠅤明", "ming"] {
        assert_eq!(search(&connection, query), [1], "{query}");
    }
}

fn name() -> impl Strategy<Value = String> {
    let surname = "[单曾仇区解查张王李赵任翟覃吕乐欧阳尉]";
    let given = "[伟芳娜敏静丽强磊军洋勇艳杰涛明超秀兰霞平刚桂英建国玲长乐绿行三丰茜解]";
    prop_oneof![
        (
            surname,
            proptest::string::string_regex(&format!("{given}{{1,3}}")).unwrap()
        )
            .prop_map(|(surname, given)| surname + &given),
        "[\u{4e00}-\u{9fa5}]{2,9}",
    ]
}

/// The reading that the dictionary gives first for each character.
fn plain_pinyin(name: &str) -> Vec<String> {
    let plain = name.to_pinyin().flatten();
    plain
        .map(|reading| reading.plain().replace('ü', "v").replace('ê', "e"))
        .collect()
}

proptest! {
    #[test]
    fn any_resident_is_found(name in name(), phone in "1[3-9][0-9]{9}", cut in any::<(u8, u8)>()) {
        let connection = table();
        let tokens = resident_tokens(&name, Some(&phone));
        insert(&connection, 1, &tokens);
        if name.chars().count() <= 4 {
            prop_assert!(tokens.split(' ').count() < 60, "{}", tokens);
        }

        let chars: Vec<char> = name.chars().collect();
        let length = 2 + usize::from(cut.0) % (chars.len() - 1);
        let start = usize::from(cut.1) % (chars.len() - length + 1);
        let part: String = chars[start..start + length].iter().collect();
        let syllables = plain_pinyin(&name);
        let initials: String = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
        let queries = [
            name.clone(),
            part,
            syllables.concat(),
            syllables[syllables.len() - 1].clone(),
            initials,
            phone.clone(),
            phone[7..].to_owned(),
            phone[3..8].to_owned(),
            format!("{name} {}", &phone[7..]),
        ];
        for query in queries {
            prop_assert_eq!(search(&connection, &query), [1], "{} by {}", name, query);
        }
    }

    #[test]
    fn any_text_is_a_query(query in any::<String>(), name in any::<String>()) {
        let connection = table();
        insert(&connection, 1, &resident_tokens(&name, Some(&name)));
        insert(&connection, 2, &household_tokens(&name, &query, &name));
        search(&connection, &query);
    }

    #[test]
    fn any_mixture_is_a_query(query in "[a-c0-9３Ａ张三号楼单元十 \\-·\"*]{0,80}") {
        let connection = table();
        insert(&connection, 1, &resident_tokens(&query, Some(&query)));
        insert(&connection, 2, &household_tokens(&query, &query, &query));
        search(&connection, &query);
    }
}
