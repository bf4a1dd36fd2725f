use super::super::draw::{Draw, Stream};

/// When each of `heads` comes back into range, in milliseconds below `span_ms`: each moment as likely as
/// any other, so that now and then several come at once.
pub fn arrivals(seed: u64, heads: usize, span_ms: u32) -> Vec<u32> {
    let mut draw = Draw::new(seed, Stream::Arrivals);
    (0..heads)
        .map(|_| draw.below(span_ms.max(1) as usize) as u32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_fill_their_span_evenly_and_are_the_same_again() {
        let plan = arrivals(1, 6_000, 60_000);
        assert_eq!(plan, arrivals(1, 6_000, 60_000));
        assert_ne!(plan, arrivals(2, 6_000, 60_000));
        for second in 0..60 {
            let within = |it: &&u32| **it / 1_000 == second;
            let count = plan.iter().filter(within).count();
            assert!((60..=145).contains(&count), "{count} in second {second}");
        }
    }

    #[test]
    fn no_time_at_all_is_one_moment() {
        assert_eq!(arrivals(1, 3, 0), [0, 0, 0]);
    }
}
