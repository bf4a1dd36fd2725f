//! Stories of a PIN, with a cost that tests can afford.

use std::cell::RefCell;
use std::io;

use proptest::prelude::*;

use super::*;
use crate::stories::TestSurroundings;

const MINUTE: i64 = 60;

fn pin(text: &str) -> Pin {
    Pin::choose(text).unwrap()
}

/// A phone's folder, with one person's vault in it.
struct Desk {
    surroundings: TestSurroundings,
    device: DeviceSecret,
    key: ReplicaKey,
    recovery: RecoverySecret,
    file: RefCell<Vec<u8>>,
}

impl Desk {
    fn of(person: u64, words: &str) -> Self {
        let surroundings = TestSurroundings::seeded(person);
        let device = DeviceSecret::draw(&surroundings);
        let key = ReplicaKey::draw(&surroundings);
        let cost = Cost::new(8, 1).unwrap();
        let (vault, recovery) = Vault::seal_at(cost, &key, &pin(words), &device, &surroundings);
        Self {
            surroundings,
            device,
            key,
            recovery,
            file: RefCell::new(vault.to_bytes()),
        }
    }

    /// The app starts, somebody types, the app ends.
    fn tries(&self, typed: &str) -> Result<ReplicaKey, VaultError> {
        let mut keep = |bytes: &[u8]| {
            *self.file.borrow_mut() = bytes.to_vec();
            Ok(())
        };
        let mut vault = self.vault();
        vault.unlock(&pin(typed), &self.device, &self.surroundings, &mut keep)
    }

    fn vault(&self) -> Vault {
        Vault::from_bytes(&self.file.borrow()).unwrap()
    }

    /// How long until a PIN is taken, after a wrong one.
    fn wrong(&self) -> u64 {
        match self.tries("999990") {
            Err(VaultError::WrongPin { wait_seconds, .. }) => wait_seconds,
            Err(VaultError::PinSpent) => 0,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_pin_opens_what_it_locked() {
    let desk = Desk::of(1, "258036");
    assert_eq!(desk.file.borrow().len(), 191);
    assert_eq!(desk.tries("258036").unwrap(), desk.key);
    assert!(matches!(
        desk.tries("258037"),
        Err(VaultError::WrongPin {
            left: 9,
            wait_seconds: 0
        })
    ));
    assert_eq!(desk.tries("258036").unwrap(), desk.key);
    // A right one makes the wrong ones forgotten.
    assert!(matches!(
        desk.tries("258037"),
        Err(VaultError::WrongPin { left: 9, .. })
    ));
}

#[test]
fn a_pin_is_long_enough_and_not_what_is_tried_first() {
    let long = "走访".repeat(17);
    for (text, expected) in [
        ("12580", PinError::Length),
        (long.as_str(), PinError::Length),
        ("2580\u{7}36", PinError::ControlCharacter),
        ("111111", PinError::Guessable),
        ("345678", PinError::Guessable),
        ("876543", PinError::Guessable),
    ] {
        assert_eq!(Pin::choose(text).unwrap_err(), expected, "{text:?}");
    }
    for text in ["258036", "135678", "春江花月夜里", &long[..32 * 3]] {
        Pin::choose(text).unwrap();
    }
}

#[test]
fn wrong_pins_cost_ever_more_time_and_the_tenth_the_pin() {
    let desk = Desk::of(1, "258036");
    let waits: Vec<u64> = (0..9)
        .map(|_| {
            let wait = desk.wrong();
            if wait > 0 {
                desk.surroundings.pass(wait as i64 - 1);
                let early = desk.tries("258036");
                assert!(matches!(early, Err(VaultError::Wait { seconds: 1 })));
                desk.surroundings.pass(1);
            }
            wait
        })
        .collect();
    assert_eq!(waits, [0, 0, 0, 30, 60, 300, 900, 3600, 3600]);
    assert!(desk.vault().takes_pin());
    assert_eq!(desk.wrong(), 0);
    assert!(!desk.vault().takes_pin());
    desk.surroundings.pass(365 * 24 * 60 * MINUTE);
    assert!(matches!(desk.tries("258036"), Err(VaultError::PinSpent)));
    // Nothing is left of it in the file that could be guessed at.
    assert!(desk.file.borrow()[22..106].iter().all(|byte| *byte == 0));
}

#[test]
fn killing_the_app_wins_no_attempt() {
    let desk = Desk::of(1, "258036");
    for attempt in 1..=10 {
        let mut vault = desk.vault();
        // The app dies as soon as the attempt is noted, before anything is said of the PIN.
        let mut keep = |bytes: &[u8]| {
            *desk.file.borrow_mut() = bytes.to_vec();
            Err(io::Error::other("killed"))
        };
        let died = vault.unlock(&pin("258036"), &desk.device, &desk.surroundings, &mut keep);
        assert!(matches!(died, Err(VaultError::NotKept(_))), "{attempt}");
        desk.surroundings.pass(60 * MINUTE);
        assert_eq!(desk.vault().takes_pin(), attempt < 10);
    }
    assert!(matches!(desk.tries("258036"), Err(VaultError::PinSpent)));
}

#[test]
fn an_attempt_that_can_not_be_noted_is_not_made() {
    let desk = Desk::of(1, "258036");
    let full = &mut |_: &[u8]| Err(io::Error::from(io::ErrorKind::StorageFull));
    let mut vault = desk.vault();
    let tried = vault.unlock(&pin("258036"), &desk.device, &desk.surroundings, full);
    assert!(matches!(tried, Err(VaultError::NotKept(_))));
    assert_eq!(desk.tries("258036").unwrap(), desk.key);
}

#[test]
fn a_clock_set_back_neither_helps_nor_punishes() {
    let desk = Desk::of(1, "258036");
    for wait in [0, 0, 0, 30] {
        assert_eq!(desk.wrong(), wait);
    }
    desk.surroundings.pass(-24 * 60 * MINUTE);
    assert!(matches!(
        desk.tries("258036"),
        Err(VaultError::Wait { seconds: 30 })
    ));
    desk.surroundings.pass(20);
    assert!(matches!(
        desk.tries("258036"),
        Err(VaultError::Wait { seconds: 10 })
    ));
    desk.surroundings.pass(10);
    assert_eq!(desk.tries("258036").unwrap(), desk.key);
}

#[test]
fn a_spent_pin_loses_nothing_to_whoever_has_the_recovery_code() {
    let desk = Desk::of(1, "258036");
    for _ in 0..10 {
        desk.surroundings.pass(60 * MINUTE);
        desk.wrong();
    }
    let written_down = desk.recovery.code().to_lowercase().replace('-', " ");
    let secret = RecoverySecret::from_code(&written_down).unwrap();
    let mut vault = desk.vault();
    let key = vault.unlock_with_recovery(&secret).unwrap();
    assert_eq!(key, desk.key);

    vault.change_pin(&key, &pin("140285"), &desk.device, &desk.surroundings);
    let renewed = vault.renew_recovery(&key, &desk.surroundings);
    *desk.file.borrow_mut() = vault.to_bytes();
    assert_eq!(desk.tries("140285").unwrap(), desk.key);
    let by_the_old = desk.vault().unlock_with_recovery(&secret);
    assert!(matches!(by_the_old, Err(VaultError::WrongRecovery)));
    assert_eq!(
        desk.vault().unlock_with_recovery(&renewed).unwrap(),
        desk.key
    );
}

#[test]
fn what_is_deposited_opens_its_vault_and_no_other() {
    let (wang, li) = (Desk::of(1, "258036"), Desk::of(2, "258036"));
    let vault = wang.vault();
    let deposit = wang.recovery.deposit(vault.id());
    let secret = RecoverySecret::from_deposit(&deposit, vault.id()).unwrap();
    assert_eq!(vault.unlock_with_recovery(&secret).unwrap(), wang.key);
    let none = [
        &deposit[..32],
        &[&deposit[..], &[0]].concat(),
        &[2; 33],
        &[],
    ];
    for bytes in none {
        let read = RecoverySecret::from_deposit(bytes, vault.id());
        assert!(matches!(read, Err(VaultError::WrongRecovery)));
    }
    let other = RecoverySecret::from_deposit(&deposit, li.vault().id());
    assert!(matches!(other, Err(VaultError::WrongRecovery)));
    let by_hand = li.vault().unlock_with_recovery(&secret);
    assert!(matches!(by_hand, Err(VaultError::WrongRecovery)));
}

#[test]
fn one_persons_pin_never_opens_anothers() {
    let wang = Desk::of(1, "258036");
    // On one phone: the same device secret.
    let mut li = Desk::of(2, "741952");
    li.device = wang.device.clone();
    let (vault, _) = Vault::seal(&li.key, &pin("741952"), &li.device, &li.surroundings);
    li.file = RefCell::new(vault.to_bytes());
    assert!(matches!(
        li.tries("258036"),
        Err(VaultError::WrongPin { .. })
    ));
    assert!(matches!(
        wang.tries("741952"),
        Err(VaultError::WrongPin { .. })
    ));
    // Also with one and the same PIN, what opens is each one's own.
    let twin = Desk::of(3, "258036");
    assert_eq!(twin.tries("258036").unwrap(), twin.key);
    assert_ne!(twin.key, wang.key);
    // And a wrapping that is put into another's file opens nothing there.
    let mut mixed = wang.file.borrow().clone();
    mixed[21..106].copy_from_slice(&twin.file.borrow()[21..106]);
    *wang.file.borrow_mut() = mixed;
    assert!(matches!(
        wang.tries("258036"),
        Err(VaultError::WrongPin { .. })
    ));
}

#[test]
fn without_the_devices_secret_the_pin_is_worth_nothing() {
    let mut desk = Desk::of(1, "258036");
    desk.device = DeviceSecret::draw(&desk.surroundings);
    assert!(matches!(
        desk.tries("258036"),
        Err(VaultError::WrongPin { .. })
    ));
    assert_eq!(
        desk.vault().unlock_with_recovery(&desk.recovery).unwrap(),
        desk.key
    );
}

#[test]
fn a_slip_of_the_pen_is_told_from_a_wrong_code() {
    let code = Desk::of(1, "258036").recovery.code();
    assert_eq!(code.len(), 28 + 6);
    let mut noticed = 0;
    for at in (0..code.len()).filter(|at| &code[*at..=*at] != "-") {
        let other = if &code[at..=at] == "7" { "8" } else { "7" };
        let slipped = [&code[..at], other, &code[at + 1..]].concat();
        noticed += u32::from(RecoverySecret::from_code(&slipped).is_err());
    }
    assert_eq!(noticed, 28);
    for none in ["", "7", "U", &code[1..], &format!("{}0", *code)] {
        assert!(matches!(
            RecoverySecret::from_code(none),
            Err(VaultError::MistypedRecovery)
        ));
    }
}

#[test]
fn a_newer_file_is_told_from_a_broken_one() {
    let mut bytes = Desk::of(1, "258036").file.borrow().clone();
    bytes[4] = 2;
    assert!(matches!(
        Vault::from_bytes(&bytes),
        Err(VaultError::NewerVersion { found: 2 })
    ));
    bytes[4] = 1;
    bytes[22..26].copy_from_slice(&u32::MAX.to_be_bytes());
    assert!(matches!(
        Vault::from_bytes(&bytes),
        Err(VaultError::Malformed)
    ));
}

proptest! {
    #[test]
    fn any_bytes_are_a_vault_or_an_error(
        noise in proptest::collection::vec(any::<u8>(), 0..200), at in 0..191_usize, byte in any::<u8>()
    ) {
        drop(Vault::from_bytes(&noise));
        let whole = Desk::of(1, "258036").file.borrow().clone();
        prop_assert!(Vault::from_bytes(&whole[..at]).is_err());
        let mut bytes = whole;
        bytes[at] = byte;
        if let Ok(vault) = Vault::from_bytes(&bytes) {
            // Times are clamped to what a date can show; everything else reads as it was written.
            prop_assert_eq!(Vault::from_bytes(&vault.to_bytes()).unwrap(), vault);
        }
    }

    #[test]
    fn every_secret_survives_its_code(secret in any::<u64>()) {
        let surroundings = TestSurroundings::seeded(secret);
        let secret = RecoverySecret::draw(&surroundings);
        prop_assert_eq!(RecoverySecret::from_code(&secret.code()).unwrap(), secret);
    }
}
