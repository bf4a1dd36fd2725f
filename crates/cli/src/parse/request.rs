use linli_client_core::actions::NewRequest;

use super::text;
use crate::error::Error;

/// The category of a request for which none was said.
const USUAL_CATEGORY: &str = "诉求";

/// `修楼道灯` or `修楼道灯:设施维修`: what is asked for, and its category.
pub(crate) fn request(given: &str) -> Result<NewRequest, Error> {
    let (asked, category) = match given.rsplit_once([':', '：']) {
        Some((asked, category)) if !category.trim().is_empty() => (asked, category),
        Some((asked, _)) => (asked, USUAL_CATEGORY),
        None => (given, USUAL_CATEGORY),
    };
    Ok(NewRequest {
        text: text("--request", asked)?,
        category: text("--request", category)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_follows_a_colon() {
        let read = |given| {
            let read = request(given).unwrap();
            (read.text.to_string(), read.category.to_string())
        };
        assert_eq!(read("修楼道灯"), ("修楼道灯".into(), "诉求".into()));
        assert_eq!(
            read("修楼道灯：设施维修"),
            ("修楼道灯".into(), "设施维修".into())
        );
        assert_eq!(read("陪诊:"), ("陪诊".into(), "诉求".into()));
        assert!(request(":设施").is_err());
    }
}
