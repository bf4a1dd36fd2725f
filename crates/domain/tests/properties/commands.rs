//! Commands as bytes: any bytes are a command, a refusal with its reason, or a newer release's.

use linli_domain::command::{AddDwellings, Dwelling, NameEstate, VerifyHousehold};
use linli_domain::{BuildingId, Command, RefusalCode, limits};

fn name() -> Command {
    NameEstate {
        name: "西苑".parse().unwrap(),
    }
    .into()
}

fn refused(bytes: &[u8]) -> RefusalCode {
    Command::from_bytes(bytes).unwrap_err().code
}

#[test]
fn a_command_is_read_as_it_was_written() {
    let on = "2024-03-01".parse().unwrap();
    for command in [name(), VerifyHousehold { on }.into()] {
        assert_eq!(Command::from_bytes(&command.to_bytes()), Ok(command));
    }
}

#[test]
fn nothing_may_stand_behind_a_command() {
    let mut bytes = name().to_bytes();
    bytes.push(0);
    assert_eq!(refused(&bytes), RefusalCode::Malformed);
    assert_eq!(refused(&[]), RefusalCode::Malformed);
}

#[test]
fn too_many_bytes_are_not_looked_at() {
    let longest = vec![0; limits::COMMAND_BYTES];
    assert_eq!(refused(&longest), RefusalCode::Malformed);
    assert_eq!(
        refused(&[&longest[..], &[0]].concat()),
        RefusalCode::TooLarge
    );
}

/// As many dwellings as one command may name, called what dwellings are called.
#[test]
fn a_large_building_fits_into_a_command() {
    let dwelling = |n| Dwelling {
        unit: "12单元".parse().unwrap(),
        room: format!("{n}室").parse().unwrap(),
    };
    let command = Command::from(AddDwellings {
        building: BuildingId::from_bytes([1; 16]),
        dwellings: (1..=limits::DWELLINGS_PER_COMMAND).map(dwelling).collect(),
    });
    assert_eq!(Command::from_bytes(&command.to_bytes()), Ok(command));
}

/// The device waits for its app to be updated where the server's is newer, and only there.
#[test]
fn only_one_unknown_name_is_a_newer_command() {
    assert!(Command::is_unknown(b"\xa1\x65dance\xa0"));
    let malformed: [&[u8]; 6] = [
        b"\xa1\x67set_tag\xa0",
        b"\xa1\x60\xa0",
        b"\xa2\x65dance\xa0\x64sing\xa0",
        b"\x65dance",
        b"\xa1\x01\xa0",
        b"",
    ];
    for bytes in malformed {
        assert!(!Command::is_unknown(bytes), "{bytes:?}");
        assert_eq!(refused(bytes), RefusalCode::Malformed);
    }
}
