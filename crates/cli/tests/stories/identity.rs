//! Joining, the key, and which installation this is.

use std::fs;

use linli_client_core::domain::Role;

use crate::estate::Estate;
use crate::phone::Phone;

#[test]
fn joining_takes_a_code_once_and_a_second_try_finishes_the_first() {
    let mut estate = Estate::new();
    let phone = Phone::new(&estate.folder.path().join("a/b/zhang.linli"));
    let (url, code) = (
        estate.url(),
        estate.invite("张大爷", Role::BuildingHead, "1号楼"),
    );
    assert_eq!(phone.fails_with(&["status"]), (1, "missing".into()));
    estate.switch_off();
    assert_eq!(
        phone.fails_with(&["join", "--server", &url, "--code", &code]),
        (4, "unreachable".into())
    );
    assert!(phone.ask(&["status"])["identity"].is_null());
    assert_eq!(phone.fails_with(&["sync"]), (1, "not_joined".into()));
    assert_eq!(
        phone.fails_with(&["join", "--server", "linli.example", "--code", &code]),
        (2, "usage".into())
    );
    estate.switch_on();
    let (exit, code_of_error) =
        phone.fails_with(&["join", "--server", &url, "--code", "00000-00000"]);
    assert_eq!((exit, code_of_error.as_str()), (1, "invitation_invalid"));
    let joined = phone.ask(&[
        "join",
        "--server",
        &format!("{url}/"),
        "--code",
        &code.to_lowercase(),
    ]);
    assert_eq!(
        (&joined["name"], &joined["server"]),
        (&"张大爷".into(), &url.into())
    );
    assert_eq!(
        phone.fails_with(&["join", "--server", &estate.url(), "--code", &code]),
        (1, "already_joined".into())
    );
    assert_eq!(estate.devices(), 1);
    let other = Phone::new(&estate.folder.path().join("other.linli"));
    let used = other.fails_with(&["join", "--server", &estate.url(), "--code", &code]);
    assert_eq!(used, (1, "invitation_invalid".into()));
}

#[test]
fn nothing_opens_without_its_key() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    zhang.ok(&["visit", "record", "1-1-101", "--outcome", "met"]);
    let bytes = fs::read(&zhang.replica).unwrap();
    assert!(!bytes.windows(6).any(|window| window == b"SQLite"));

    let (key, kept) = (zhang.beside(".key"), zhang.beside(".key-kept"));
    fs::rename(&key, &kept).unwrap();
    assert_eq!(zhang.fails_with(&["status"]), (1, "key_missing".into()));
    fs::write(&key, "abc").unwrap();
    assert_eq!(zhang.fails_with(&["status"]), (1, "key_malformed".into()));
    fs::write(&key, "0".repeat(64)).unwrap();
    assert_eq!(zhang.fails_with(&["status"]), (1, "wrong_key".into()));
    // A wrong key must not cost the register: recovering under it would save nothing.
    assert_eq!(
        zhang.fails_with(&["recover"]),
        (1, "recover_needs_key".into())
    );
    assert_eq!(
        zhang.ask(&["status", "--key-file", kept.to_str().unwrap()])["unsent"],
        1
    );
}

#[test]
fn only_their_owner_may_read_the_files() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    #[cfg(unix)]
    for end in ["", ".key", ".install"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(zhang.beside(end))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{end:?}");
    }
}

#[test]
fn a_copied_replica_goes_on_as_an_installation_of_its_own() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let copy = Phone::new(&estate.folder.path().join("copy.linli"));
    for end in ["", ".key", ".install"] {
        fs::copy(zhang.beside(end), copy.beside(end)).unwrap();
    }
    // The same actor in both would give two changes one number.
    for (phone, note) in [(&zhang, "原机"), (&copy, "复制的")] {
        phone.visit("1-1-101", note);
        phone.ok(&["resident", "set", "周桂兰", "--notes", note]);
    }
    let nonce = |phone: &Phone| fs::read_to_string(phone.beside(".install")).unwrap();
    assert_ne!(nonce(&zhang), nonce(&copy));
    for phone in [&zhang, &copy, &zhang] {
        let synced = phone.ask(&["sync"]);
        assert_eq!(synced["status"]["synced"], true, "{synced}");
    }
    for phone in [&zhang, &copy] {
        let listed = phone.ok(&["visit", "list", "1-1-101"]);
        assert!(
            listed.contains("原机") && listed.contains("复制的"),
            "{listed}"
        );
    }
}
