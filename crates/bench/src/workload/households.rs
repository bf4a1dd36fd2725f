//! The register: dwellings of each building in order, and who lives there.

use linli_domain::exchange::HouseholdRow;

use super::draw::{Draw, Stream};
use super::residents;
use super::size::Size;
use super::words;

const UNITS: u32 = 4;
const ROOMS_PER_FLOOR: u32 = 2;

pub(super) fn generate(size: &Size) -> Vec<HouseholdRow> {
    let mut draw = Draw::new(size.seed, Stream::Households);
    let year = size.from.index() / 12;
    let mut households = Vec::new();
    for building in 1..=size.buildings {
        for index in 0..size.households_per_building {
            let (unit, room) = dwelling(index, size.households_per_building);
            households.push(HouseholdRow {
                id: draw.uuid(),
                building: format!("{building}号楼"),
                unit: format!("{unit}单元"),
                room,
                residents: residents::generate(i32::from(year), &mut draw),
                tags: tags(&mut draw),
            });
        }
    }
    households
}

/// Unit from 1 and room, `1302` being the second door on floor 13.
fn dwelling(index: u32, households: u32) -> (u32, String) {
    let per_unit = households.div_ceil(UNITS).max(1);
    let within = index % per_unit;
    let floor = within / ROOMS_PER_FLOOR + 1;
    let door = within % ROOMS_PER_FLOOR + 1;
    (index / per_unit + 1, format!("{floor}{door:02}"))
}

/// None in four households of ten, else one to three different ones.
fn tags(draw: &mut Draw) -> Vec<String> {
    let count = draw.weigh(&[(42, 0), (40, 1), (12, 2), (6, 3)]);
    draw.several(count, words::TAGS.len())
        .into_iter()
        .map(|index| words::TAGS[index].to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dwellings_are_all_different() {
        let mut dwellings: Vec<_> = (0..100).map(|index| dwelling(index, 100)).collect();
        assert_eq!(dwellings[0], (1, "101".to_owned()));
        assert_eq!(dwellings[99], (4, "1301".to_owned()));
        dwellings.sort();
        dwellings.dedup();
        assert_eq!(dwellings.len(), 100);
    }
}
