//! A cache with a bound on what it weighs, not on how many it holds: a household's document has ten
//! changes, a busy visit log a thousand.

use std::hash::Hash;

use lru::LruCache;

#[derive(Debug)]
pub(super) struct Cache<K: Hash + Eq, V> {
    entries: LruCache<K, (V, usize)>,
    weight: usize,
    weight_max: usize,
}

impl<K: Hash + Eq, V> Cache<K, V> {
    pub(super) fn new(weight_max: usize) -> Self {
        Self {
            entries: LruCache::unbounded(),
            weight: 0,
            weight_max,
        }
    }

    pub(super) fn get(&mut self, key: &K) -> Option<&V> {
        self.entries.get(key).map(|(value, _)| value)
    }

    /// Takes an entry out, to be put back when it was worked on.
    pub(super) fn take(&mut self, key: &K) -> Option<V> {
        let (value, weight) = self.entries.pop(key)?;
        self.weight -= weight;
        Some(value)
    }

    pub(super) fn put(&mut self, key: K, value: V, weight: usize) {
        if let Some((_, before)) = self.entries.put(key, (value, weight)) {
            self.weight -= before;
        }
        self.weight += weight;
    }

    /// Drops what was used longest ago until the rest is within bounds.
    pub(super) fn shrink(&mut self) {
        while self.weight > self.weight_max {
            let Some((_, (_, weight))) = self.entries.pop_lru() else {
                break;
            };
            self.weight -= weight;
        }
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.weight = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_longest_ago_makes_room() {
        let mut cache = Cache::new(10);
        cache.put("a", 1, 4);
        cache.put("b", 2, 4);
        assert_eq!(cache.get(&"a"), Some(&1));
        cache.put("c", 3, 4);
        cache.shrink();
        assert_eq!(cache.get(&"b"), None);
        assert_eq!(cache.take(&"a"), Some(1));
        cache.put("d", 4, 6);
        cache.shrink();
        assert_eq!(cache.get(&"c"), Some(&3));
    }
}
