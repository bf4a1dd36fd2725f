use linli_domain::command::{DisputeOutcome, OpenDispute, Party};
use linli_domain::rights::can_be_held;
use linli_domain::view::{
    DisputeEvent, DisputeEventKind, DisputeStatus, DisputeView, PartyView, VoidReason,
};
use linli_domain::{
    Command, DisputeId, EstateId, EventId, HouseholdId, Level, PersonId, RefusalCode, Timestamp,
};

const ONE: HouseholdId = HouseholdId::from_bytes([1; 16]);
const TWO: HouseholdId = HouseholdId::from_bytes([2; 16]);
const NOBODYS: HouseholdId = HouseholdId::from_bytes([3; 16]);

fn opened() -> OpenDispute {
    OpenDispute {
        title: "楼上漏水".parse().unwrap(),
        detail: None,
        opened_at: Timestamp::default(),
        building: None,
        household: Some(ONE),
        parties: vec![Party {
            text: "楼下".parse().unwrap(),
            household: Some(TWO),
        }],
        case: None,
    }
}

fn event(n: u8, kind: DisputeEventKind, void: Option<VoidReason>) -> DisputeEvent {
    DisputeEvent {
        id: EventId::from_bytes([n; 16]),
        at: Timestamp::default(),
        by: PersonId::OPERATOR,
        kind,
        on: None,
        outcome: None,
        text: String::new(),
        void,
    }
}

fn view(household: Option<HouseholdId>, events: Vec<DisputeEvent>) -> DisputeView {
    let party = |household| PartyView {
        text: "楼下".to_owned(),
        household,
    };
    DisputeView {
        id: DisputeId::from_bytes([9; 16]),
        estate: EstateId::from_bytes([9; 16]),
        opened_at: None,
        opened_by: None,
        building: None,
        household,
        title: String::new(),
        detail: None,
        parties: vec![party(None), party(Some(TWO))],
        case: None,
        status: DisputeStatus::Closed,
        outcome: Some(DisputeOutcome::Settled),
        events,
    }
}

#[test]
fn a_dispute_names_its_household_and_those_of_its_parties() {
    let view = view(Some(ONE), Vec::new());
    for household in [ONE, TWO] {
        assert!(opened().names(household));
        assert!(view.names(household));
    }
    assert!(!opened().names(NOBODYS));
    assert!(!view.names(NOBODYS));
}

#[test]
fn the_agreement_is_the_one_that_counts() {
    use DisputeEventKind::{Note, Settle};
    let early = event(1, Settle, Some(VoidReason::AlreadySettled));
    let counts = event(2, Settle, None);
    let view = view(None, vec![event(0, Note, None), early, counts.clone()]);
    assert_eq!(view.agreement(), Some(&counts));
}

/// Erasing somebody looks through the disputes of their estate: none may lie anywhere else.
#[test]
fn a_dispute_lies_in_an_estate_and_in_no_place_above() {
    let open = Command::from(opened());
    for level in Level::ALL {
        let expected = match level {
            Level::Estate => Ok(()),
            _ => Err(RefusalCode::WrongLevel),
        };
        assert_eq!(can_be_held(&open, level), expected, "{level}");
    }
}
