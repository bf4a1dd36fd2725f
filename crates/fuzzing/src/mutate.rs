//! What a fuzzer does first, from a fixed seed: flip, overwrite, cut, repeat, splice.

/// SplitMix64.
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `bound`; 0 for a bound of 0.
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// Bytes on which programs stumble: bounds of numbers, heads of CBOR, what structures text.
const TELLING: &[u8] = b"\x00\x01\x17\x18\x1b\x3b\x5b\x7f\x80\x9b\x9f\xf6\xff\"\\,;.\n{}[]09-";

/// Of encodings that are right. Never ends.
#[derive(Debug)]
pub struct Mutations<'a> {
    seeds: &'a [Vec<u8>],
    random: Random,
    next: usize,
}

impl<'a> Mutations<'a> {
    /// The same ones each time.
    pub fn of(seeds: &'a [Vec<u8>]) -> Self {
        Self::from(seeds, 0x6c69_6e6c_6921_4655)
    }

    /// The same ones for the same number.
    pub fn from(seeds: &'a [Vec<u8>], number: u64) -> Self {
        Self {
            seeds,
            random: Random(number),
            next: 0,
        }
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.random.below(bytes.len());
        let length = 1 + self.random.below(8.min(bytes.len()));
        let end = (at + length).min(bytes.len());
        match self.random.below(8) {
            _ if bytes.is_empty() => bytes.push(self.random.next() as u8),
            0 => bytes[at] ^= 1 << self.random.below(8),
            1 => bytes[at] = TELLING[self.random.below(TELLING.len())],
            2 => bytes[at..end].fill(TELLING[self.random.below(TELLING.len())]),
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(at..end)),
            5 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            6 => bytes.insert(at, self.random.next() as u8),
            _ => {
                let other = &self.seeds[self.random.below(self.seeds.len())];
                let from = self.random.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }
}

impl Iterator for Mutations<'_> {
    type Item = Vec<u8>;

    /// Each seed in turn, with one to four changes.
    fn next(&mut self) -> Option<Vec<u8>> {
        let mut bytes = self.seeds[self.next % self.seeds.len()].clone();
        self.next += 1;
        for _ in 0..=self.random.below(4) {
            self.change(&mut bytes);
        }
        Some(bytes)
    }
}
