//! Content encodings: which one a request has, and which one its answer may have.

use std::io::Read;

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use linli_wire::compression::{self, CompressionError};

use super::Rejection;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Identity,
    Gzip,
    Zstd,
}

impl Encoding {
    /// Of a request's body. Stacked encodings are not taken.
    pub fn of_body(headers: &HeaderMap) -> Result<Self, Rejection> {
        let Some(value) = headers.get(header::CONTENT_ENCODING) else {
            return Ok(Self::Identity);
        };
        match value
            .to_str()
            .map(str::trim)
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Ok("zstd") => Ok(Self::Zstd),
            Ok("gzip" | "x-gzip") => Ok(Self::Gzip),
            Ok("identity" | "") => Ok(Self::Identity),
            _ => Err(Rejection::unsupported()),
        }
    }

    /// The best that the client says it can read.
    pub fn accepted(headers: &HeaderMap) -> Self {
        let accepts = |wanted: &str| {
            headers
                .get_all(header::ACCEPT_ENCODING)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(','))
                .any(|item| {
                    let mut parts = item.split(';').map(str::trim);
                    parts
                        .next()
                        .is_some_and(|name| name.eq_ignore_ascii_case(wanted))
                        && !parts.any(refuses)
                })
        };
        if accepts("zstd") {
            Self::Zstd
        } else if accepts("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    /// The header value; `None` for identity.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
        }
    }

    /// `limit`: of the plain bytes. A small body never becomes a large one unnoticed.
    pub fn decode(self, body: Bytes, limit: usize) -> Result<Bytes, Rejection> {
        match self {
            Self::Identity if body.len() > limit => Err(Rejection::too_large()),
            Self::Identity => Ok(body),
            Self::Zstd => match compression::decompress(&body, limit) {
                Ok(plain) => Ok(plain.into()),
                Err(CompressionError::TooLong { .. }) => Err(Rejection::too_large()),
                Err(CompressionError::Invalid(_)) => Err(Rejection::malformed()),
            },
            Self::Gzip => gunzip(&body, limit),
        }
    }
}

/// Whether an accept parameter says "never": `q=0`, `q=0.0`.
fn refuses(parameter: &str) -> bool {
    parameter
        .strip_prefix("q=")
        .and_then(|weight| weight.trim().parse::<f32>().ok())
        .is_some_and(|weight| weight <= 0.0)
}

fn gunzip(body: &[u8], limit: usize) -> Result<Bytes, Rejection> {
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(body)
        .take(limit as u64 + 1)
        .read_to_end(&mut plain)
        .map_err(|_| Rejection::malformed())?;
    if plain.len() > limit {
        return Err(Rejection::too_large());
    }
    Ok(plain.into())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use linli_wire::ProblemCode;

    use super::*;

    fn accepted(value: &'static str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
        Encoding::accepted(&headers)
    }

    #[test]
    fn the_answer_takes_the_best_that_is_accepted() {
        assert_eq!(accepted("gzip, deflate, br, zstd"), Encoding::Zstd);
        assert_eq!(accepted("gzip;q=0.5, zstd;q=0"), Encoding::Gzip);
        assert_eq!(accepted("br"), Encoding::Identity);
    }

    #[test]
    fn a_bomb_of_either_kind_is_too_large() {
        let plain = vec![0; 1_000_000];
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut gzip, &plain).unwrap();
        let bombs = [
            (Encoding::Gzip, gzip.finish().unwrap()),
            (Encoding::Zstd, compression::compress(&plain)),
        ];
        for (encoding, bomb) in bombs {
            let rejection = encoding.decode(bomb.into(), 10_000).unwrap_err();
            assert_eq!(rejection.code(), ProblemCode::TooLarge);
        }
    }
}
