use linli_wire::{ResponseItem, compression};
use serde_json::json;

use super::{Seed, seed};
use crate::stage::phone::Phone;

pub(super) fn seeds() -> Vec<Seed> {
    let answers = Phone::open().answers;
    let items = crate::pack::items(&answers);
    let all = one_stream(&items);
    let script = |wrong: &dyn Fn(usize) -> [u8; 2]| -> Vec<u8> {
        let each = all.iter().enumerate();
        each.flat_map(|(nth, which)| [&[*which][..], &wrong(nth)].concat())
            .collect()
    };
    // A column that is flipped costs the whole pack: then nothing behind it would be heard.
    let is_column =
        |nth: usize| matches!(items[all[nth] as usize], ResponseItem::PackColumn { .. });
    let flipped = script(&|nth| match is_column(nth) {
        true => [0, 0],
        false => [4 + 6 * (nth % 8) as u8, (nth as u8).wrapping_mul(11)],
    });
    let flipped_column = script(&|nth| match is_column(nth) {
        true => [4 + 6 * (nth % 8) as u8, (nth as u8).wrapping_mul(11)],
        false => [0, 0],
    });
    let renumbered = script(&|nth| [1, nth as u8]);
    let exchanged = script(&|nth| [3, nth as u8 + 5]);
    let other_epochs = script(&|nth| [2, nth as u8]);
    let zstd = compression::compress(&answers.first);
    let bad_clock = json!({
        "type": "about:blank", "title": "", "detail": "", "status": 400,
        "code": "bad_assertion", "server_time": 1_795_500_000,
    });
    let bad_clock = bad_clock.to_string().into_bytes();
    let token = br#"{"access_token":"t","token_type":"Bearer","expires_in":3600}"#;
    let status = |status: u16, body: &[u8]| [&status.to_be_bytes()[..], body].concat();
    [
        ("packs", [0, 0], answers.first.clone()),
        ("packs-in-pieces", [0, 1], answers.first.clone()),
        ("packs-in-zstd", [1, 2], zstd),
        ("duplicates-and-news", [0, 0], answers.verdicts),
        ("accepted-and-news", [2, 0], answers.news.clone()),
        ("news-in-pieces", [0, 1], answers.news),
        ("items-flipped", [5, 0], flipped),
        ("columns-flipped", [5, 0], flipped_column),
        ("items-renumbered", [5, 0], renumbered),
        ("items-exchanged", [5, 0], exchanged),
        ("items-of-other-epochs", [5, 0], other_epochs),
        ("refused", [3, 0], status(401, b"{}")),
        ("portal", [3, 0], status(302, b"<html>")),
        ("token", [4, 0], status(200, token)),
        ("clock-is-off", [4, 0], status(400, &bad_clock)),
    ]
    .into_iter()
    .map(|(name, how, bytes)| seed("pack", name, [&how[..], &bytes].concat()))
    .collect()
}

/// Which items make one answer of several: a hello at its beginning, an end at its end.
fn one_stream(items: &[ResponseItem]) -> Vec<u8> {
    let last = items.len() - 1;
    let stays = |nth: usize| match &items[nth] {
        ResponseItem::Hello(_) => nth == 0,
        ResponseItem::End { .. } => nth == last,
        _ => true,
    };
    (0..items.len())
        .filter(|nth| stays(*nth))
        .map(|nth| nth as u8)
        .collect()
}
