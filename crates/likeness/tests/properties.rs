use std::collections::BTreeSet;

use linli_domain::BuildingId;
use linli_domain::command::Gender;
use linli_likeness::{Facts, Index, Person, THRESHOLD, compare};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

/// Few names, sounds and doors, so that many are alike in something.
fn facts() -> impl Strategy<Value = Facts> {
    let surname = select(&["王", "张", "章", "曾", "欧阳", "Wang ", ""][..]);
    let given = vec(
        select(
            &[
                "芳", "方", "伟", "玮", "秀", "兰", "蓝", "乐", "明", "·", "a",
            ][..],
        ),
        0..4,
    );
    let phone = select(
        &[
            "13800000001",
            "+86 138 0000 0001",
            "13800000002/13800000001",
            "110",
        ][..],
    );
    let relation = select(&["户主", "配偶", "子", "长子", "次子", "租户"][..]);
    (
        (surname, given),
        of(phone),
        of(select(&[1950_u16, 1951, 1955, 1980][..])),
        of(select(&[Gender::Female, Gender::Male][..])),
        of(relation),
        0..3_u8,
        0..2_u8,
    )
        .prop_map(
            |((surname, given), phone, birth_year, gender, relation, building, door)| Facts {
                name: format!("{surname}{}", given.concat()),
                phone: phone.map(str::to_owned),
                birth_year,
                gender,
                relation: relation.map(str::to_owned),
                building: BuildingId::from_bytes([building; 16]),
                door: door.to_string(),
            },
        )
}

proptest! {
    #[test]
    fn likeness_is_the_same_both_ways_round(one in facts(), other in facts()) {
        let (one, other) = (Person::new(one), Person::new(other));
        prop_assert_eq!(compare(&one, &other), compare(&other, &one));
    }

    #[test]
    fn nobody_is_unlike_themselves(one in facts()) {
        let named = one.name.chars().any(|c| !matches!(c, ' ' | '·'));
        let one = Person::new(one);
        let score = compare(&one, &one).map_or(0, |likeness| likeness.score);
        prop_assert_eq!(score >= THRESHOLD, named);
    }

    #[test]
    fn the_index_finds_whatever_comparing_all_with_all_finds(all in vec(facts(), 0..24)) {
        let people: Vec<Person> = all.into_iter().map(Person::new).collect();
        let mut index = Index::default();
        for person in &people {
            index.add(person.clone());
        }
        let found: BTreeSet<_> = index.pairs().into_iter().map(|pair| (pair.one, pair.other)).collect();
        let mut expected = BTreeSet::new();
        for (one, person) in people.iter().enumerate() {
            let mut like: BTreeSet<_> = index.like(person).into_iter().map(|(number, _)| number).collect();
            for (other, another) in people.iter().enumerate() {
                let likely = compare(person, another).is_some_and(|it| it.score >= THRESHOLD);
                prop_assert_eq!(like.remove(&other), likely);
                if likely && one < other {
                    expected.insert((one, other));
                }
            }
        }
        prop_assert_eq!(found, expected);
    }
}

/// Ten buildings of 300 people with common names: one pair in fifty is compared at most.
#[test]
fn an_estate_of_three_thousand_is_compared_quickly() {
    let surnames: Vec<char> = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗".chars().collect();
    let given: Vec<char> = "芳伟秀兰建国丽强军敏静磊洋勇艳杰娟涛明超霞平刚桂英华文辉玲志"
        .chars()
        .collect();
    let mut index = Index::default();
    for n in 0..3_000_usize {
        let at = |step: usize| given[(n * step + n / 7) % given.len()];
        let name = [surnames[n * 7 % surnames.len()], at(11), at(13)];
        index.add(Person::new(Facts {
            name: name.iter().collect(),
            phone: Some(format!("138{:08}", n / 2)),
            building: BuildingId::from_bytes([(n % 10) as u8; 16]),
            door: format!("{}", n / 30),
            ..Facts::default()
        }));
    }
    // Counted and not timed: the clock of a busy machine tells nothing.
    let compared = index.compared();
    let all = 3_000 * 2_999 / 2;
    assert!(compared < all / 50, "{compared} pairs were compared");
    println!("{} pairs of {compared} compared", index.pairs().len());
}
