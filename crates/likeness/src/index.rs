use std::collections::{BTreeSet, HashMap};

use linli_domain::BuildingId;

use crate::compare::{Likeness, THRESHOLD, compare};
use crate::person::Person;

/// Two people, by their numbers in the index, the smaller first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub one: usize,
    pub other: usize,
    pub likeness: Likeness,
}

/// People, filed so that each is compared with those only who could be the same.
#[derive(Debug, Default)]
pub struct Index {
    people: Vec<Person>,
    /// Numbers of people, by the words under which they are filed.
    filed: HashMap<Word, Vec<usize>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Place {
    Building(BuildingId),
    Phone(String),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Word {
    Sound(Place, String),
    /// The name with one character left out, or with none.
    Name(Place, String),
}

impl Index {
    /// Gives the person's number: 0, 1, 2, ...
    pub fn add(&mut self, person: Person) -> usize {
        let number = self.people.len();
        for word in words(&person) {
            self.filed.entry(word).or_default().push(number);
        }
        self.people.push(person);
        number
    }

    /// Who may be the same as `person`, who need not be in here; the likeliest first.
    pub fn like(&self, person: &Person) -> Vec<(usize, Likeness)> {
        let near: BTreeSet<usize> = words(person)
            .iter()
            .filter_map(|word| self.filed.get(word))
            .flatten()
            .copied()
            .collect();
        let mut found: Vec<_> = near
            .into_iter()
            .filter_map(|number| Some((number, likely(person, &self.people[number])?)))
            .collect();
        found.sort_by_key(|(number, likeness)| (u8::MAX - likeness.score, *number));
        found
    }

    /// Everybody who may be the same as somebody else, the likeliest first.
    pub fn pairs(&self) -> Vec<Pair> {
        let mut pairs: Vec<_> = self
            .near()
            .into_iter()
            .filter_map(|(one, other)| {
                let likeness = likely(&self.people[one], &self.people[other])?;
                Some(Pair {
                    one,
                    other,
                    likeness,
                })
            })
            .collect();
        pairs.sort_by_key(|pair| (u8::MAX - pair.likeness.score, pair.one, pair.other));
        pairs
    }

    /// How many pairs share a word: the work that `pairs` has.
    pub fn compared(&self) -> usize {
        self.near().len()
    }

    fn near(&self) -> BTreeSet<(usize, usize)> {
        let mut near = BTreeSet::new();
        for numbers in self.filed.values() {
            for (at, &one) in numbers.iter().enumerate() {
                near.extend(numbers[at + 1..].iter().map(|&other| (one, other)));
            }
        }
        near
    }
}

fn likely(one: &Person, other: &Person) -> Option<Likeness> {
    compare(one, other).filter(|likeness| likeness.score >= THRESHOLD)
}

fn words(person: &Person) -> Vec<Word> {
    let phones = person.phones.iter().cloned().map(Place::Phone);
    let mut words = Vec::new();
    for place in phones.chain([Place::Building(person.facts.building)]) {
        let sounds = person.name.rough_sounds.iter().cloned();
        words.extend(sounds.map(|sound| Word::Sound(place.clone(), sound)));
        let names = person.name.with_one_left_out().into_iter();
        words.extend(names.map(|name| Word::Name(place.clone(), name)));
    }
    words.sort_unstable();
    words.dedup();
    words
}
