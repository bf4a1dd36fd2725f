use linli_wire::frame::{write_frame, write_item};
use linli_wire::{FrameReader, RequestItem, ResponseItem};
use serde_json::json;

use crate::envelopes::sealed;
use crate::file::{Vector, check, computed, hex};
use crate::{requests, responses};

#[test]
fn frames() {
    check(
        "frames.json",
        None,
        "Bodies before compression: each frame is a definite-length CBOR byte string with one item inside.",
        [
            of_length(0, "An empty frame holds no item, but is well formed."),
            of_length(23, "The longest with a header of one byte."),
            of_length(24, "The shortest with a header of two bytes."),
            of_length(256, "The shortest with a header of three bytes."),
            request(),
            response(),
        ],
    );
}

fn of_length(length: usize, about: &str) -> Vector {
    let content = vec![0x5a; length];
    let mut body = Vec::new();
    write_frame(&mut body, &content);
    assert_eq!(contents(&body), [content]);
    computed(
        &format!("a frame of {length} bytes"),
        about,
        json!({ "byte": "5a", "length": length }),
        &body,
    )
}

fn request() -> Vector {
    let items = [
        RequestItem::Hello(requests::hello()),
        RequestItem::Envelope(sealed()),
    ];
    body("a request", "Hello, envelope.", &items)
}

fn response() -> Vector {
    let items = [
        ResponseItem::Hello(responses::hello()),
        ResponseItem::End { more: false },
    ];
    body("a response", "Hello, end.", &items)
}

fn body<T: minicbor::Encode<()>>(name: &str, about: &str, items: &[T]) -> Vector {
    let mut body = Vec::new();
    let mut encoded = Vec::new();
    for item in items {
        write_item(&mut body, item);
        encoded.push(minicbor::to_vec(item).unwrap());
    }
    assert_eq!(contents(&body), encoded);
    let input: Vec<_> = encoded.iter().map(|item| hex(item)).collect();
    computed(name, about, json!({ "items": input }), &body)
}

fn contents(body: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = FrameReader::new(1_000);
    reader.push(body);
    let mut contents = Vec::new();
    while let Some(content) = reader.next_frame().unwrap() {
        contents.push(content.to_vec());
    }
    reader.finish().unwrap();
    contents
}
