//! Building, unit and room as sheets write them, brought to one form.
//!
//! `1`, `１号楼` and `1 号楼` name one building, `301` and `301室` one door: two files that differ
//! in this must not make two households.

use linli_domain::command::Dwelling;
use linli_domain::text::Label;

use super::columns::Row;
use super::parse;
use crate::import::finding::Finding;

/// What sheets call the column of the building, ...
pub(super) const BUILDING: &[&str] = &["楼栋", "楼栋号", "楼号", "楼", "栋", "幢", "building"];
/// ... of the unit, ...
pub(super) const UNIT: &[&str] = &["单元", "单元号", "unit"];
/// ... and of the room.
pub(super) const ROOM: &[&str] = &[
    "房号",
    "室",
    "室号",
    "房间",
    "房间号",
    "门牌",
    "门牌号",
    "户号",
    "room",
];

/// Reads the three cells that name a door.
pub(super) fn read<F: Copy + PartialEq>(
    row: &Row<'_, '_, F>,
    [building, unit, room]: [F; 3],
) -> Result<(Label, Dwelling), Finding> {
    Ok((
        read_building(row, building)?,
        Dwelling {
            unit: row.text(unit, |text| parse::text(&unit_name(text)))?,
            room: row.text(room, |text| parse::text(&room_name(text)))?,
        },
    ))
}

pub(super) fn read_building<F: Copy + PartialEq>(
    row: &Row<'_, '_, F>,
    building: F,
) -> Result<Label, Finding> {
    row.text(building, |text| parse::text(&building_name(text)))
}

fn building_name(text: &str) -> String {
    numbered(text, "号楼")
}

fn unit_name(text: &str) -> String {
    match numbered(text, "单元").as_str() {
        "无" | "-" | "/" => String::new(),
        unit => unit.to_owned(),
    }
}

fn room_name(text: &str) -> String {
    let room = tight(text);
    room.strip_suffix('室').unwrap_or(&room).to_owned()
}

/// A number alone gets its word: `2` beside `301` would read as 2301.
fn numbered(text: &str, word: &str) -> String {
    let text = tight(text);
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{text}{word}")
    } else {
        text
    }
}

fn tight(text: &str) -> String {
    let mut text = narrow(text);
    text.retain(|c| !c.is_whitespace());
    text
}

/// Full-width letters, digits and marks as their narrow twins.
pub(super) fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_door_has_one_name() {
        for text in ["1", "１", "1号楼", " 1 号楼"] {
            assert_eq!(building_name(text), "1号楼");
        }
        assert_eq!(building_name("甲楼"), "甲楼");
        assert_eq!(unit_name("2"), "2单元");
        assert_eq!(unit_name("无"), "");
        assert_eq!(unit_name(""), "");
        assert_eq!(room_name("３０１室"), "301");
    }
}
