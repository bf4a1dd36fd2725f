//! Who may be written down twice, as the nightly look keeps it.

use linli_domain::command::{
    Dwelling, EraseResident, ErasureGround, MergeResident, NewResident, RegisterHousehold,
    UnmergeResident,
};
use linli_domain::{BuildingId, Command, DocumentKey, HouseholdId, ResidentId};
use linli_likeness::Reason;
use linli_server::store::Duplicate;
use linli_server::upkeep::seek_where_due;

use crate::estate::{ESTATE, FOUR, THREE, World, at};

const fn resident(n: u8) -> ResidentId {
    ResidentId::from_bytes([n; 16])
}

fn home(building: BuildingId, n: u8) -> DocumentKey {
    DocumentKey::Household {
        estate: ESTATE,
        building,
        household: HouseholdId::from_bytes([n; 16]),
    }
}

fn registered(residents: &[(u8, &str, &str)]) -> Command {
    let new = |&(n, name, phone): &(u8, &str, &str)| NewResident {
        id: resident(n),
        name: name.parse().unwrap(),
        phone: Some(phone.parse().unwrap()),
        relation: None,
        birth_year: None,
        gender: None,
        notes: None,
        moved_in: None,
    };
    RegisterHousehold {
        dwelling: Dwelling {
            unit: "2单元".parse().unwrap(),
            room: "301".parse().unwrap(),
        },
        residents: residents.iter().map(new).collect(),
        tags: Vec::new(),
        consents: Vec::new(),
    }
    .into()
}

/// 张伟 twice behind one door, and 王秀兰 in two buildings under one number.
async fn settled(world: &World) {
    let three = [
        (1, "张伟", "13800000001"),
        (2, "张玮", "13800000001"),
        (3, "王秀兰", "13800000002"),
        (4, "李强", "13800000001"),
    ];
    world.console(home(THREE, 1), registered(&three)).await;
    let four = [(5, "王秀兰", "+86 138 0000 0002")];
    world.console(home(FOUR, 2), registered(&four)).await;
}

async fn found(world: &World, seconds: i64) -> Vec<Duplicate> {
    let store = &world.store;
    let count = store.seek_duplicates(ESTATE, at(seconds)).await.unwrap();
    let kept = store.duplicates(ESTATE).await.unwrap().unwrap();
    assert_eq!((kept.sought_at, kept.found.len()), (at(seconds), count));
    kept.found
}

fn ids(found: &[Duplicate]) -> Vec<(ResidentId, ResidentId)> {
    let mut ids: Vec<_> = found.iter().map(|it| (it.one, it.other)).collect();
    ids.sort();
    ids
}

pub(crate) async fn pairs_of_all_buildings_are_kept_with_their_reasons(world: World) {
    settled(&world).await;
    assert_eq!(world.store.duplicates(ESTATE).await.unwrap(), None);
    let found = found(&world, 10).await;
    let expected = [(resident(1), resident(2)), (resident(3), resident(5))];
    assert_eq!(ids(&found), expected);
    let across = found.iter().find(|it| it.other == resident(5)).unwrap();
    assert_eq!(across.other_household, HouseholdId::from_bytes([2; 16]));
    assert_eq!(across.reasons, [Reason::SameLongName, Reason::SamePhone]);
    assert_eq!(across.score, 100);
}

pub(crate) async fn who_was_merged_taken_apart_or_erased_is_gone_with_the_next_look(world: World) {
    settled(&world).await;
    let merge = MergeResident {
        resident: resident(2),
        into: resident(1),
    };
    world.console(home(THREE, 1), merge.into()).await;
    let across = [(resident(3), resident(5))];
    assert_eq!(ids(&found(&world, 10).await), across);
    let unmerge = UnmergeResident {
        resident: resident(2),
    };
    world.console(home(THREE, 1), unmerge.into()).await;
    assert_eq!(ids(&found(&world, 20).await), across);
    let erase = EraseResident {
        resident: resident(5),
        ground: ErasureGround::Requested,
    };
    world.console(home(FOUR, 2), erase.into()).await;
    assert_eq!(found(&world, 30).await, []);
}

pub(crate) async fn an_estate_is_looked_through_once_a_day(world: World) {
    const DAY: i64 = 86_400;
    let due = |seconds| seek_where_due(world.store.as_ref(), at(seconds));
    assert_eq!(due(0).await.unwrap(), 1);
    settled(&world).await;
    // 2025-10-09 16:53 in China: the day has seven hours left.
    assert_eq!(due(7 * 3_600).await.unwrap(), 0);
    let kept = world.store.duplicates(ESTATE).await.unwrap().unwrap();
    assert_eq!((kept.sought_at, kept.found.len()), (at(0), 0));
    assert_eq!(due(DAY).await.unwrap(), 1);
    let kept = world.store.duplicates(ESTATE).await.unwrap().unwrap();
    assert_eq!((kept.sought_at, kept.found.len()), (at(DAY), 2));
    // A clock that was put back is no new day.
    assert_eq!(due(0).await.unwrap(), 0);
}
