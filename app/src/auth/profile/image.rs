//! Avatars: a small image that travels and is kept inside an address of its own (RFC 2397). What
//! a browser says about a file is not believed: its first bytes have to say the same.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use sha2::{Digest, Sha256};

use super::MAX_IMAGE_BYTES;
use crate::error::Problem;

/// Reads `data:image/png;base64,…` and writes it anew, from what was understood.
///
/// # Errors
/// [`Problem::NotAnImage`] for anything but a PNG, JPEG or WebP of at most [`MAX_IMAGE_BYTES`].
pub fn checked(address: &str) -> Result<String, Problem> {
    let (kind, encoded) = address
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(";base64,"))
        .ok_or(Problem::NotAnImage)?;
    // Four characters for three bytes: what is too long is not decoded.
    if encoded.len() > MAX_IMAGE_BYTES as usize / 3 * 4 + 4 {
        return Err(Problem::NotAnImage);
    }
    let bytes = BASE64_STANDARD
        .decode(encoded)
        .map_err(|_| Problem::NotAnImage)?;
    if bytes.len() > MAX_IMAGE_BYTES as usize || kind_of(&bytes) != Some(kind) {
        return Err(Problem::NotAnImage);
    }
    Ok(format!(
        "data:{kind};base64,{}",
        BASE64_STANDARD.encode(bytes)
    ))
}

fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}

/// How the audit log tells one image from another.
pub fn fingerprint(address: &str) -> String {
    let start = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(address.as_bytes())[..9]);
    let kind = address
        .strip_prefix("data:")
        .and_then(|rest| rest.split(';').next());
    format!("{} {start}", kind.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(kind: &str, bytes: &[u8]) -> String {
        format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes))
    }

    #[test]
    fn keeps_images() {
        for (kind, bytes) in [
            ("image/png", b"\x89PNG\r\n\x1a\n....".as_slice()),
            ("image/jpeg", b"\xff\xd8\xff\xe0...."),
            ("image/webp", b"RIFF\x10\0\0\0WEBPVP8 "),
        ] {
            let address = address(kind, bytes);
            assert_eq!(checked(&address), Ok(address.clone()));
        }
    }

    #[test]
    fn refuses_what_only_says_that_it_is_one() {
        let png = b"\x89PNG\r\n\x1a\n".as_slice();
        let mut large = png.to_vec();
        large.resize(MAX_IMAGE_BYTES as usize + 1, 0);
        for forged in [
            address("image/png", b"<svg onload=alert(1)>"),
            address("image/svg+xml", b"<svg/>"),
            address("text/html", png),
            address("image/jpeg", png),
            address("image/png", &large),
            "data:image/png;base64,!!!!".to_owned(),
            "https://elsewhere.example/a.png".to_owned(),
            String::new(),
        ] {
            assert_eq!(checked(&forged), Err(Problem::NotAnImage));
        }
    }

    #[test]
    fn accepts_the_largest_image_there_may_be() {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        bytes.resize(MAX_IMAGE_BYTES as usize, 0);
        assert!(checked(&address("image/png", &bytes)).is_ok());
    }

    #[test]
    fn tells_images_apart() {
        let (one, other) = (address("image/png", b"a"), address("image/png", b"b"));
        assert_ne!(fingerprint(&one), fingerprint(&other));
        assert!(fingerprint(&one).starts_with("image/png "));
    }
}
