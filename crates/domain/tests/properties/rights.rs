use linli_domain::command::{
    AnswerCase, ClearTag, CloseCase, CloseDispute, Command, DispatchCase, DisputeOutcome,
    NameEstate, NoteCase, NoteReferral, Outcome, RecordVisit, ReferCase, ReferralStep,
    WithdrawVisit,
};
use linli_domain::rights::{
    Deed, Grant, Row, audited, decides_in, handled, may_decide, may_read, may_send, readable_feeds,
};
use linli_domain::{
    BuildingId, CaseId, Date, DepartmentId, DisputeId, DocumentKey, EstateId, EventId, HouseholdId,
    Kind, Level, PersonId, RefusalCode, Role, Timestamp, VisitId,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

const SOMEBODY: PersonId = PersonId::from_bytes([5; 16]);

fn sends(grants: &[Grant], document: &DocumentKey, command: &Command) -> Result<(), RefusalCode> {
    let deed = Deed {
        document,
        command,
        appointment: None,
    };
    may_send(grants, SOMEBODY, &deed, today())
}

fn today() -> Date {
    "2026-11-24".parse().unwrap()
}

fn estate() -> impl Strategy<Value = EstateId> {
    (1u8..3).prop_map(|n| EstateId::from_bytes([n; 16]))
}

fn building() -> impl Strategy<Value = BuildingId> {
    (1u8..4).prop_map(|n| BuildingId::from_bytes([n; 16]))
}

fn department() -> impl Strategy<Value = DepartmentId> {
    (1u8..3).prop_map(|n| DepartmentId::from_bytes([n; 16]))
}

fn day() -> impl Strategy<Value = Date> {
    (-3i32..4).prop_map(|days| today().plus_days(days))
}

fn grant() -> impl Strategy<Value = Grant> {
    (
        select(&Role::ALL[..]),
        estate(),
        (of(building()), select(&Level::ALL[1..]), of(department())),
        day(),
        of(day()),
    )
        .prop_map(
            |(role, estate, (building, level, department), from, until)| Grant {
                role,
                level: building.map_or(level, |_| Level::Building),
                estate,
                building,
                department,
                from,
                until,
            },
        )
}

fn document() -> impl Strategy<Value = DocumentKey> {
    (select(&Kind::ALL[..]), estate(), building())
        .prop_map(|(kind, estate, building)| document_of(kind, estate, building))
}

fn document_of(kind: Kind, estate: EstateId, building: BuildingId) -> DocumentKey {
    match kind {
        Kind::Directory => DocumentKey::Directory { estate },
        Kind::Household => DocumentKey::Household {
            estate,
            building,
            household: HouseholdId::from_bytes([9; 16]),
        },
        Kind::Visits => DocumentKey::Visits {
            estate,
            building,
            month: Timestamp::default().month(),
        },
        Kind::Case => DocumentKey::Case {
            estate,
            building,
            case: CaseId::from_bytes([9; 16]),
        },
        Kind::Dispute => DocumentKey::Dispute {
            estate,
            dispute: DisputeId::from_bytes([9; 16]),
        },
    }
}

fn command(kind: Kind) -> Command {
    match kind {
        Kind::Directory => NameEstate {
            name: "西苑".parse().unwrap(),
        }
        .into(),
        Kind::Household => ClearTag {
            tag: "租户".parse().unwrap(),
        }
        .into(),
        Kind::Visits => WithdrawVisit {
            visit: VisitId::from_bytes([1; 16]),
            reason: "记错了".parse().unwrap(),
        }
        .into(),
        Kind::Case => CloseCase {
            event: EventId::from_bytes([1; 16]),
            at: Timestamp::default(),
            text: "已办结".parse().unwrap(),
        }
        .into(),
        Kind::Dispute => CloseDispute {
            event: EventId::from_bytes([1; 16]),
            at: Timestamp::default(),
            outcome: DisputeOutcome::Withdrawn,
            text: None,
        }
        .into(),
    }
}

proptest! {
    #[test]
    fn who_may_write_may_read(grants in vec(grant(), 0..4), document in document()) {
        let command = command(document.kind());
        if sends(&grants, &document, &command).is_ok() {
            prop_assert!(may_read(&grants, document.feed(), today()));
        }
    }

    #[test]
    fn rights_come_from_one_grant_that_holds_today_and_there(grants in vec(grant(), 0..4), document in document()) {
        let command = command(document.kind());
        let alone = |grant: &Grant| {
            let elsewhere = grant.estate != document.estate()
                || grant.building.is_some() && document.building().is_some() && grant.building != document.building();
            let over = grant.from > today() || grant.until.is_some_and(|last| last < today());
            let elsewhere = elsewhere || !Row::of(grant.role).unwrap().levels.contains(&grant.level);
            let may = sends(std::slice::from_ref(grant), &document, &command).is_ok();
            assert!(!may || !(elsewhere || over), "{grant:?}");
            may
        };
        let any = grants.iter().filter(|grant| alone(grant)).count() > 0;
        prop_assert_eq!(sends(&grants, &document, &command).is_ok(), any);
    }

    #[test]
    fn the_list_of_feeds_is_what_may_be_read(grants in vec(grant(), 0..4), estate in estate(), document in document()) {
        let buildings = [1, 2, 3].map(|n| BuildingId::from_bytes([n; 16]));
        let feeds = readable_feeds(&grants, estate, &buildings, today());
        prop_assert!(feeds.is_sorted());
        prop_assert!(feeds.iter().all(|feed| feed.estate == estate && may_read(&grants, *feed, today())));
        if document.estate() == estate {
            prop_assert_eq!(feeds.contains(&document.feed()), may_read(&grants, document.feed(), today()));
        }
    }

    #[test]
    fn who_decides_reads_what_waits_and_holds_that_role_there(grants in vec(grant(), 0..4), document in document()) {
        let feed = document.feed();
        let decides = |grant: &Grant| {
            let row = Row::of(grant.role).unwrap();
            grant.holds_on(today())
                && grant.estate == feed.estate
                && row.decides
                && row.levels.contains(&grant.level)
        };
        let everybodys = feed.kind == Kind::Directory;
        let there = |grant: &&Grant| grant.building.is_none() || everybodys || grant.building == feed.building;
        prop_assert_eq!(may_decide(&grants, feed, today()), grants.iter().filter(there).any(decides));
        prop_assert_eq!(decides_in(&grants, feed.estate, today()), grants.iter().any(decides));
        if may_decide(&grants, feed, today()) {
            prop_assert!(may_read(&grants, feed, today()));
        }
    }

    #[test]
    fn an_answer_is_given_in_the_name_of_no_department_but_the_own(grants in vec(grant(), 0..4), document in document(), department in department()) {
        let answer = Command::from(AnswerCase {
            event: EventId::from_bytes([1; 16]),
            at: Timestamp::default(),
            department,
            text: "已派人维修".parse().unwrap(),
        });
        let may = document.kind() == Kind::Case && sends(&grants, &document, &answer).is_ok();
        let theirs = handled(&grants, today()).any(|found| found == (document.estate(), department));
        prop_assert_eq!(may, theirs && document.kind() == Kind::Case);
        for (estate, _) in handled(&grants, today()) {
            let held = |grant: &Grant| (grant.role, grant.estate) == (Role::DepartmentHandler, estate) && grant.holds_on(today());
            prop_assert!(grants.iter().any(held));
        }
    }

    #[test]
    fn a_handler_reads_no_feed_and_dispatches_nothing(grant in grant(), document in document(), department in department()) {
        let handler = [Grant { role: Role::DepartmentHandler, ..grant }];
        let dispatch = Command::from(DispatchCase {
            event: EventId::from_bytes([1; 16]),
            at: Timestamp::default(),
            department,
            text: "请处理".parse().unwrap(),
        });
        prop_assert!(!may_read(&handler, document.feed(), today()));
        prop_assert!(sends(&handler, &document, &dispatch).is_err());
        prop_assert_eq!(audited(&handler, today()).count(), 0);
    }

    /// A mediation file is invisible to whoever answers for a building, to other heads and to everybody at a desk.
    #[test]
    fn a_dispute_is_for_mediators_of_the_whole_estate(grants in vec(grant(), 0..4), estate in estate()) {
        let mediators = [Role::MediationHead, Role::Secretary, Role::CommunityStaff, Role::Operator];
        let mediates = |grant: &Grant| {
            mediators.contains(&grant.role)
                && grant.estate == estate
                && grant.building.is_none()
                && grant.holds_on(today())
                && Row::of(grant.role).unwrap().levels.contains(&grant.level)
        };
        let document = DocumentKey::Dispute { estate, dispute: DisputeId::from_bytes([9; 16]) };
        let any = grants.iter().any(mediates);
        prop_assert_eq!(may_read(&grants, document.feed(), today()), any);
        prop_assert_eq!(sends(&grants, &document, &command(Kind::Dispute)).is_ok(), any);
    }

    /// Whoever may note a case may refer it; what becomes of that is said by those who read the dispute.
    #[test]
    fn a_case_is_referred_by_those_who_note_it_and_taken_up_by_mediators_of_the_estate(grants in vec(grant(), 0..4), estate in estate(), building in building()) {
        let document = DocumentKey::Case { estate, building, case: CaseId::from_bytes([9; 16]) };
        let dispute = DocumentKey::Dispute { estate, dispute: DisputeId::from_bytes([9; 16]) };
        let (event, at) = (EventId::from_bytes([1; 16]), Timestamp::default());
        let text = || "请调解".parse().unwrap();
        let note = Command::from(NoteCase { event, at, label: None, text: text(), by: None });
        let refer = Command::from(ReferCase { event, at, text: text() });
        prop_assert_eq!(sends(&grants, &document, &refer), sends(&grants, &document, &note));
        for state in ReferralStep::ALL {
            let says = Command::from(NoteReferral { event, at, state, text: None });
            prop_assert_eq!(sends(&grants, &document, &says), sends(&grants, &dispute, &command(Kind::Dispute)));
        }
    }

    #[test]
    fn a_grant_gives_what_its_holder_may_send_where_it_is_held(grant in grant(), kind in select(&Kind::ALL[..])) {
        let command = command(kind);
        let building = grant.building.unwrap_or(BuildingId::from_bytes([1; 16]));
        let document = document_of(kind, grant.estate, building);
        let may = sends(&[grant], &document, &command).is_ok();
        let held = grant.holds_on(today());
        let everybodys = kind == Kind::Directory;
        prop_assert!(!may || grant.gives(command.name()));
        prop_assert!(may || everybodys || !held || !grant.gives(command.name()));
    }

    #[test]
    fn a_grant_reaches_a_kind_where_it_may_read_some_feed_of_it(grant in grant(), kind in select(&Kind::ALL[..])) {
        let buildings = [1, 2, 3].map(|n| BuildingId::from_bytes([n; 16]));
        let row = Row::of(grant.role).unwrap();
        let reads = grant.holds_on(today()) && row.levels.contains(&grant.level) && row.reads.contains(&kind);
        let feeds = readable_feeds(&[grant], grant.estate, &buildings, today());
        let some = feeds.iter().any(|feed| feed.kind == kind);
        prop_assert_eq!(some, reads && grant.reaches(kind));
    }

    #[test]
    fn who_audits_holds_that_role_of_the_whole_place(grants in vec(grant(), 0..4), estate in estate()) {
        let audits = |grant: &Grant| {
            let row = Row::of(grant.role).unwrap();
            grant.holds_on(today())
                && grant.estate == estate
                && grant.building.is_none()
                && row.audits
                && row.levels.contains(&grant.level)
        };
        let found = audited(&grants, today()).any(|found| found == estate);
        prop_assert_eq!(found, grants.iter().any(audits));
    }

    #[test]
    fn only_an_operator_speaks_for_another(grants in vec(grant(), 0..4), document in document()) {
        let note = Command::from(NoteCase {
            event: EventId::from_bytes([1; 16]),
            at: Timestamp::default(),
            label: None,
            text: "已联系".parse().unwrap(),
            by: Some(PersonId::from_bytes([1; 16])),
        });
        if sends(&grants, &document, &note).is_ok() {
            prop_assert!(grants.iter().any(|grant| grant.role == Role::Operator));
        }
    }
}

/// An office's records are taken over in the names of those who made them; nobody else does that.
#[test]
fn a_head_records_visits_in_no_name_but_the_own() {
    let (estate, building) = (
        EstateId::from_bytes([1; 16]),
        BuildingId::from_bytes([1; 16]),
    );
    let log = DocumentKey::Visits {
        estate,
        building,
        month: Timestamp::default().month(),
    };
    let visit = |visitor| {
        Command::from(RecordVisit {
            visit: VisitId::from_bytes([1; 16]),
            household: HouseholdId::from_bytes([9; 16]),
            at: Timestamp::default(),
            outcome: Outcome::Met,
            purpose: None,
            met: vec![],
            note: None,
            requests: vec![],
            next_visit_on: None,
            card: None,
            visitor,
        })
    };
    let may = |role, command| {
        let grant = Grant {
            role,
            level: Level::Estate,
            estate,
            // Of the whole estate, and so of each building.
            building: None,
            department: None,
            from: today(),
            until: None,
        };
        sends(&[grant], &log, &command).is_ok()
    };
    let another = Some(PersonId::from_bytes([1; 16]));
    for role in [Role::BuildingHead, Role::Secretary, Role::CommunityStaff] {
        assert!(may(role, visit(None)), "{role}");
        assert!(!may(role, visit(another)), "{role}");
    }
    assert!(may(Role::Operator, visit(another)));
    assert!(!may(Role::ArtsHead, visit(None)));
}
