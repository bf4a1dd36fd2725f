//! A replica that a PIN opens.

use std::fs;

use crate::estate::Estate;
use crate::phone::Phone;

const PIN: &str = "LINLI_PIN";
const NEW_PIN: &str = "LINLI_NEW_PIN";
const CODE: &str = "LINLI_RECOVERY_CODE";

/// A head with unsent work behind a PIN, and the recovery code.
fn locked_by(estate: &Estate, pin: &str) -> (Phone, String) {
    let zhang = estate.appoint_head("张大爷");
    zhang.ok(&["visit", "record", "1-1-101", "--outcome", "met"]);
    let set = zhang.knowing(NEW_PIN, pin).ask(&["pin", "set"]);
    let code = set["recovery_code"].as_str().unwrap().to_owned();
    (zhang, code)
}

#[test]
fn a_pin_takes_the_place_of_the_key_file() {
    let estate = Estate::new();
    let (zhang, code) = locked_by(&estate, "258036");
    assert!(!zhang.beside(".key").exists());
    assert_eq!(zhang.fails_with(&["status"]), (1, "pin_needed".into()));
    let known = zhang.knowing(PIN, "258036");
    assert_eq!(known.ask(&["status"])["unsent"], 1);
    assert_eq!(
        known.knowing(NEW_PIN, "741952").fails_with(&["pin", "set"]),
        (1, "has_pin".into())
    );
    let wrong = zhang.knowing(PIN, "000001");
    let (exit, error) = wrong.fail(&["status"]);
    assert_eq!((exit, &error["code"]), (1, &"wrong_pin".into()));
    assert!(error["zh"].as_str().unwrap().contains("还可以试 9 次"));
    for end in [".vault", ".device"] {
        let bytes = fs::read(zhang.beside(end)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("258036") && !text.contains(&code));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(zhang.beside(end))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{end}");
        }
    }
    known.ok(&["sync"]);

    known.knowing(NEW_PIN, "741952").ok(&["pin", "change"]);
    assert_eq!(known.fails_with(&["status"]), (1, "wrong_pin".into()));
    let changed = zhang.knowing(PIN, "741952");
    changed.ok(&["pin", "remove"]);
    assert!(!zhang.beside(".vault").exists() && !zhang.beside(".device").exists());
    assert_eq!(zhang.ask(&["status"])["unsent"], 0);
    assert_eq!(changed.fails_with(&["pin", "remove"]), (1, "no_pin".into()));
}

#[test]
fn weak_pins_are_not_taken_and_change_nothing() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    for weak in ["12580", "123456", "000000"] {
        let tried = zhang.knowing(NEW_PIN, weak).fails_with(&["pin", "set"]);
        assert_eq!(tried, (1, "pin_malformed".into()), "{weak}");
    }
    assert_eq!(zhang.ask(&["status"])["unsent"], 0);
    assert!(!zhang.beside(".vault").exists());
}

#[test]
fn after_a_few_wrong_pins_the_right_one_must_wait() {
    let estate = Estate::new();
    let (zhang, _) = locked_by(&estate, "258036");
    let wrong = zhang.knowing(PIN, "000001");
    for _ in 0..4 {
        assert_eq!(wrong.fails_with(&["status"]), (1, "wrong_pin".into()));
    }
    let known = zhang.knowing(PIN, "258036");
    let (exit, error) = known.fail(&["status"]);
    assert_eq!((exit, &error["code"]), (1, &"pin_wait".into()));
    assert!(
        error["zh"]
            .as_str()
            .unwrap()
            .contains("数据和未同步的记录都在")
    );
}

#[test]
fn i2_a_spent_pin_loses_no_unsent_work() {
    let estate = Estate::new();
    let (zhang, code) = locked_by(&estate, "258036");
    // Ten wrong ones in a row take hours: the file says that they were.
    let mut bytes = fs::read(zhang.beside(".vault")).unwrap();
    let attempts = bytes.len() - 25;
    bytes[attempts] = 10;
    fs::write(zhang.beside(".vault"), bytes).unwrap();
    let known = zhang.knowing(PIN, "258036");
    let (_, error) = known.fail(&["status"]);
    assert_eq!(error["code"], "pin_spent");
    assert!(error["en"].as_str().unwrap().contains("linli pin reset"));

    let with = |code: &str| zhang.knowing(CODE, code).knowing(NEW_PIN, "741952");
    let slipped = code.replace(&code[..1], if &code[..1] == "7" { "8" } else { "7" });
    assert_eq!(
        with(&slipped).fails_with(&["pin", "reset"]),
        (1, "recovery_mistyped".into())
    );
    let (_, of_another) = locked_by(&Estate::new(), "963741");
    assert_eq!(
        with(&of_another).fails_with(&["pin", "reset"]),
        (1, "wrong_recovery".into())
    );
    let reset = with(&code.to_lowercase()).ask(&["pin", "reset"]);
    assert_ne!(reset["recovery_code"], code);
    let known = zhang.knowing(PIN, "741952");
    assert_eq!(known.ask(&["sync"])["report"]["accepted"], 1);
    // The code was shown to others: another one holds now.
    assert_eq!(
        with(&code).fails_with(&["pin", "reset"]),
        (1, "wrong_recovery".into())
    );
}

#[test]
fn the_recovery_code_opens_also_where_the_devices_secret_was_lost() {
    let estate = Estate::new();
    let (zhang, code) = locked_by(&estate, "258036");
    fs::remove_file(zhang.beside(".device")).unwrap();
    let known = zhang.knowing(PIN, "258036");
    assert_eq!(
        known.fails_with(&["status"]),
        (1, "device_secret_missing".into())
    );
    let renewed = zhang.knowing(CODE, &code).knowing(NEW_PIN, "258036");
    renewed.ok(&["pin", "reset"]);
    assert_eq!(known.ask(&["status"])["unsent"], 1);
    let text = known.knowing(PIN, "258036").ok(&["pin", "renew-code"]);
    assert!(text.contains("只显示这一次"), "{text}");
}

#[test]
fn a_power_cut_while_the_pin_was_set_leaves_no_bare_key_for_long() {
    let estate = Estate::new();
    let zhang = estate.appoint_head("张大爷");
    let bare = fs::read(zhang.beside(".key")).unwrap();
    zhang.knowing(NEW_PIN, "258036").ok(&["pin", "set"]);
    fs::write(zhang.beside(".key"), bare).unwrap();
    // The vault counts, and the key goes as soon as the PIN has shown that nothing is lost with it.
    assert_eq!(zhang.fails_with(&["status"]), (1, "pin_needed".into()));
    assert!(zhang.beside(".key").exists());
    zhang.knowing(PIN, "258036").ok(&["status"]);
    assert!(!zhang.beside(".key").exists());
}

#[test]
fn a_damaged_replica_is_recovered_with_the_pin_asked_once() {
    let estate = Estate::new();
    let (zhang, _) = locked_by(&estate, "258036");
    let known = zhang.knowing(PIN, "258036");
    let recovered = known.ask(&["recover", "--force"]);
    assert_eq!(
        (&recovered["unsent"], &recovered["identity"]),
        (&1.into(), &true.into())
    );
    assert_eq!(known.ask(&["sync"])["report"]["accepted"], 1);
}

#[test]
fn after_too_many_wrong_pins_the_server_helps() {
    let estate = Estate::new();
    let (zhang, _) = locked_by(&estate, "258036");
    let known = zhang.knowing(PIN, "258036");
    // What was recorded before the PIN goes up, and with it what opens this replica.
    known.ok(&["sync"]);
    known.ok(&["visit", "record", "1-1-102", "--outcome", "met"]);
    let mut bytes = fs::read(zhang.beside(".vault")).unwrap();
    let attempts = bytes.len() - 25;
    bytes[attempts] = 10;
    fs::write(zhang.beside(".vault"), bytes).unwrap();
    assert_eq!(known.fails_with(&["status"]), (1, "pin_spent".into()));

    let with = zhang.knowing(NEW_PIN, "741952");
    let url = estate.url();
    let refused = |code: &str| {
        let asked = ["pin", "unlock", "--server", &url, "--code", code];
        with.fails_with(&asked).1
    };
    let li = estate.appoint_head("李阿姨");
    drop(li);
    for wrong in ["K7QM4-XPD2A", &estate.release("李阿姨")] {
        assert_eq!(refused(wrong), "invitation_invalid");
    }
    let code = estate.release("张大爷");
    assert_eq!(
        with.ask(&["pin", "unlock", "--server", &url, "--code", &code])["done"],
        "unlock"
    );
    let known = zhang.knowing(PIN, "741952");
    assert_eq!(known.ask(&["status"])["unsent"], 1);
    assert_eq!(known.ask(&["sync"])["report"]["accepted"], 1);
    // A code is good once, and the secret that it released opens nothing any more.
    assert_eq!(refused(&code), "invitation_invalid");
    assert_eq!(estate.audited("released").len(), 1);
    assert_eq!(estate.audited("deposited").len(), 2);
}

#[test]
fn a_suspended_persons_replica_stays_shut() {
    let estate = Estate::new();
    let (zhang, _) = locked_by(&estate, "258036");
    zhang.knowing(PIN, "258036").ok(&["sync"]);
    let code = estate.release("张大爷");
    estate.suspend("张大爷");
    let tried = zhang.knowing(NEW_PIN, "741952").fails_with(&[
        "pin",
        "unlock",
        "--server",
        &estate.url(),
        "--code",
        &code,
    ]);
    assert_eq!(tried.1, "invitation_invalid");
}
