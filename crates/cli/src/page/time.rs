use linli_client_core::domain::Timestamp;

/// China has one time zone and no daylight saving.
const CHINA_SECONDS: i64 = 8 * 3600;
const DAY_SECONDS: i64 = 24 * 3600;

/// Date and minute in China: `2026-11-24 15:03`.
pub(crate) fn local(at: Timestamp) -> String {
    let of_day = (at.seconds() + CHINA_SECONDS).rem_euclid(DAY_SECONDS);
    format!("{} {:02}:{:02}", at.date(), of_day / 3600, of_day / 60 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_chinas() {
        let at: Timestamp = "2026-11-23T16:30:59Z".parse().unwrap();
        assert_eq!(local(at), "2026-11-24 00:30");
    }
}
