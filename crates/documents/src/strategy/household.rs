use linli_domain::command::{
    AddResident, ClearTag, Command, Consent, ConsentMethod, ContactChannel, CorrectResident,
    EraseResident, ErasureGround, Gender, LinkDwelling, MergeHousehold, MergeResident,
    MoveInResident, MoveOutResident, NewResident, RecordConsent, RegisterHousehold, ResidentChange,
    SetContactPreference, SetDoNotVisit, SetTag, UnmergeHousehold, UnmergeResident,
    VerifyHousehold, WithdrawConsent,
};
use linli_domain::text::Label;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::{date, dwelling, household, long_note, phone, resident, text};

pub fn household_command() -> impl Strategy<Value = Command> {
    let erase = resident().prop_map(|resident| {
        let ground = ErasureGround::Requested;
        EraseResident { resident, ground }.into()
    });
    prop_oneof![16 => register(), 16 => about_a_resident(), 16 => about_the_household(), 12 => about_a_flag(), 1 => erase]
}

fn register() -> impl Strategy<Value = Command> {
    let residents = prop_oneof![9 => vec(new_resident(), 0..4), 1 => vec(new_resident(), 60..70)];
    (
        dwelling(),
        residents,
        vec(tag(), 0..3),
        vec(consent(), 0..3),
    )
        .prop_map(|(dwelling, residents, tags, consents)| {
            RegisterHousehold {
                dwelling,
                residents,
                tags,
                consents,
            }
            .into()
        })
}

fn about_a_resident() -> BoxedStrategy<Command> {
    prop_oneof![
        new_resident().prop_map(|resident| AddResident { resident }.into()),
        (resident(), vec(change(), 0..4)).prop_map(|(resident, changes)| CorrectResident {
            resident,
            changes
        }
        .into()),
        (resident(), date()).prop_map(|(resident, on)| MoveOutResident { resident, on }.into()),
        (resident(), date()).prop_map(|(resident, on)| MoveInResident { resident, on }.into()),
        (resident(), resident())
            .prop_map(|(resident, into)| MergeResident { resident, into }.into()),
        resident().prop_map(|resident| UnmergeResident { resident }.into()),
    ]
    .boxed()
}

fn about_the_household() -> BoxedStrategy<Command> {
    let channel = select(
        &[
            ContactChannel::Visit,
            ContactChannel::Phone,
            ContactChannel::Message,
        ][..],
    );
    prop_oneof![
        dwelling().prop_map(|dwelling| LinkDwelling { dwelling }.into()),
        household().prop_map(|into| MergeHousehold { into }.into()),
        Just(UnmergeHousehold {}.into()),
        (channel, of(text()))
            .prop_map(|(channel, note)| SetContactPreference { channel, note }.into()),
        (any::<bool>(), of(date()))
            .prop_map(|(wanted, until)| SetDoNotVisit { wanted, until }.into()),
        date().prop_map(|on| VerifyHousehold { on }.into()),
    ]
    .boxed()
}

fn about_a_flag() -> BoxedStrategy<Command> {
    prop_oneof![
        consent().prop_map(|consent| RecordConsent { consent }.into()),
        (tag(), date()).prop_map(|(tag, on)| WithdrawConsent { tag, on }.into()),
        tag().prop_map(|tag| SetTag { tag }.into()),
        tag().prop_map(|tag| ClearTag { tag }.into()),
    ]
    .boxed()
}

fn tag() -> impl Strategy<Value = Label> {
    select(&["租户", "独居", "高龄", "甲/乙"][..])
        .prop_map(|tag| tag.parse().expect("short and plain"))
}

fn consent() -> impl Strategy<Value = Consent> {
    let method = select(
        &[
            ConsentMethod::Spoken,
            ConsentMethod::Written,
            ConsentMethod::Transferred,
        ][..],
    );
    (tag(), method, date(), of(resident())).prop_map(|(tag, method, on, given_by)| Consent {
        tag,
        method,
        on,
        given_by,
    })
}

fn gender() -> impl Strategy<Value = Gender> {
    select(&[Gender::Female, Gender::Male][..])
}

fn birth_year() -> impl Strategy<Value = u16> {
    prop_oneof![9 => 1930..2020_u16, 1 => any::<u16>()]
}

fn new_resident() -> impl Strategy<Value = NewResident> {
    let person = (resident(), text(), of(phone()), of(text()));
    (
        person,
        of(birth_year()),
        of(gender()),
        of(long_note()),
        of(date()),
    )
        .prop_map(
            |((id, name, phone, relation), birth_year, gender, notes, moved_in)| NewResident {
                id,
                name,
                phone,
                relation,
                birth_year,
                gender,
                notes,
                moved_in,
            },
        )
}

fn change() -> BoxedStrategy<ResidentChange> {
    prop_oneof![
        text().prop_map(ResidentChange::Name),
        of(phone()).prop_map(ResidentChange::Phone),
        of(text()).prop_map(ResidentChange::Relation),
        of(birth_year()).prop_map(ResidentChange::BirthYear),
        of(gender()).prop_map(ResidentChange::Gender),
        of(long_note()).prop_map(ResidentChange::Notes),
    ]
    .boxed()
}
