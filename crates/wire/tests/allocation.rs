//! What hostile bytes cost: decoding allocates in proportion to what was sent, not to what it claims.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use linli_domain::Command;
use linli_wire::{EnvelopePayload, FrameReader, RequestItem, ResponseItem, limits};

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
    static MOST: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

#[expect(
    unsafe_code,
    reason = "an allocator is unsafe by its nature; this one hands everything on"
)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.get() + layout.size();
        HELD.set(held);
        MOST.set(MOST.get().max(held));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.set(HELD.get().saturating_sub(layout.size()));
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// The most bytes that `work` held at a time.
fn cost(work: impl FnOnce()) -> usize {
    HELD.set(0);
    MOST.set(0);
    work();
    MOST.get()
}

fn decode_everything(bytes: &[u8]) {
    drop(minicbor::decode::<RequestItem>(bytes));
    drop(minicbor::decode::<ResponseItem>(bytes));
    drop(minicbor::decode::<EnvelopePayload>(bytes));
    drop(Command::from_bytes(bytes));
}

/// serde reserves up to 1 MiB for a list by what its head claims.
const A_LITTLE: usize = 2 * 1024 * 1024;

/// The head of an array, a map, a text or a byte string that claims 2^60 elements.
fn claims(major: u8) -> Vec<u8> {
    let mut head = vec![major << 5 | 27];
    head.extend((1u64 << 60).to_be_bytes());
    head
}

#[test]
fn a_claim_of_elements_reserves_nothing() {
    let (bytes, text, array, map) = (claims(2), claims(3), claims(4), claims(5));
    let id = [&[0x50][..], &[1; 16]].concat();
    let hostile: Vec<Vec<u8>> = vec![
        bytes.clone(),
        text.clone(),
        array.clone(),
        map.clone(),
        // A want, an envelope, cursors, feeds, verdicts, a snapshot, a refusal's path.
        [&[0x82, 4, 0x81], &array[..]].concat(),
        [&[0x82, 3, 0x81, 0x83, 1], &bytes[..]].concat(),
        [&[0x82, 2, 0x82], &id[..], &[0x82, 2, 0x81], &array[..]].concat(),
        [&[0x82, 3, 0x82], &id[..], &array[..]].concat(),
        [&[0x82, 2, 0x82, 0], &array[..]].concat(),
        [
            &[0x82, 5, 0x81, 0x84, 0x82, 1, 0x81],
            &id[..],
            &[0],
            &bytes[..],
        ]
        .concat(),
        [&[0x82, 2, 0x82, 0, 0x81, 0x82, 3, 0x81, 0x82, 1], &text[..]].concat(),
        // A payload's chains.
        [&[0x84], &id[..], &[0, 0x58, 32], &[0; 32], &array[..]].concat(),
        // Commands: a list, a text, a map of fields.
        [&b"\xa1\x6drecord_visit\xa1\x63met"[..], &array[..]].concat(),
        [&b"\xa1\x6cname_estate\xa1\x64name"[..], &text[..]].concat(),
        [&b"\xa1\x72register_household"[..], &map[..]].concat(),
    ];
    for bytes in hostile {
        let cost = cost(|| decode_everything(&bytes));
        assert!(cost < A_LITTLE, "{bytes:02x?} cost {cost} bytes");
    }
}

#[test]
fn nesting_costs_no_more_than_its_bytes() {
    for opening in [0x81, 0x9f, 0xa1, 0xbf, 0xc6] {
        let deep = vec![opening; limits::REQUEST_FRAME_BYTES / 8];
        let item = [&[0x83, 4, 0x81, 0x80][..], &deep].concat();
        let cost = cost(|| {
            decode_everything(&deep);
            decode_everything(&item);
        });
        assert!(cost < item.len() * 16, "{opening:#x}: {cost} bytes");
    }
}

#[test]
fn a_list_of_the_smallest_elements_is_bounded_by_its_bytes() {
    // A million verdicts of three bytes each.
    let mut bytes = vec![0x82, 2, 0x82, 0, 0x9a];
    bytes.extend(1_000_000u32.to_be_bytes());
    bytes.extend([0x82, 4, 0x80].repeat(1_000_000));
    let cost = cost(|| decode_everything(&bytes));
    assert!(cost < bytes.len() * 50, "{cost} bytes");
}

#[test]
fn a_frames_header_reserves_nothing() {
    let cost = cost(|| {
        let mut reader = FrameReader::new(usize::MAX);
        reader.push(&claims(2));
        assert!(reader.next_frame().is_ok_and(|frame| frame.is_none()));
    });
    assert!(cost < 1_024, "{cost} bytes");
}
