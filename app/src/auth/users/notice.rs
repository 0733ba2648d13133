//! How a one-time link gets from the form that asked for it to the page that shows it: in a cookie
//! that lives for a minute and is taken away as it is read. The token so stands in no address, no
//! log and no table; only the browser of whoever asked for it sees it, which is about to show it.

use http::{HeaderValue, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{NewLink, queries};
use crate::{
    error::AppError,
    moment::Moment,
    paths,
    server::{Ctx, Settings, one_time_links::Purpose},
};

/// A page that is not asked for within so many seconds shows no link.
const SECONDS: u32 = 60;
/// What a token is made of, so that nobody can plant an address of their own.
const TOKEN_CHARACTERS: usize = 43;

fn name(settings: &Settings) -> &'static str {
    if settings.is_https() {
        "__Host-link"
    } else {
        "link"
    }
}

fn set(settings: &Settings, value: &str, seconds: u32) {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let name = name(settings);
    let cookie =
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    if let (Some(response), Ok(cookie)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(&cookie),
    ) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// Hands the link of somebody over to the next page.
pub fn put(settings: &Settings, user_id: i32, purpose: Purpose, token: &str) {
    let purpose = if purpose == Purpose::Invite {
        "invite"
    } else {
        "reset"
    };
    set(settings, &format!("{user_id}.{purpose}.{token}"), SECONDS);
}

/// Makes a link of somebody and goes to their page, which shows it.
pub async fn make_link(ctx: &Ctx, id: i32, purpose: Purpose) -> Result<(), AppError> {
    let token = queries::make_link(ctx, id, purpose).await?;
    put(&ctx.console.settings, id, purpose, &token);
    // The moment makes a new address, so that a page already open asks again.
    let now = Moment::from(time::OffsetDateTime::now_utc()).0;
    let done = match purpose {
        Purpose::Invite => "invited",
        Purpose::PasswordReset => "reset",
    };
    leptos_axum::redirect(&format!("{}?done={done}&at={now}", paths::user(id)));
    Ok(())
}

/// Takes the link of somebody, if one was just made.
pub fn take(settings: &Settings, user_id: i32) -> Option<NewLink> {
    let parts = use_context::<Parts>()?;
    let (is_invite, token) = parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name(settings))
        .and_then(|(_, value)| read(value, user_id))?;
    set(settings, "", 0);
    let origin = settings.public_url.trim_end_matches('/');
    Some(NewLink {
        address: format!("{origin}{}", paths::one_time_link(&token)),
        is_invite,
        hours: i64::try_from(settings.link_lifetime.as_secs() / 3_600).unwrap_or(i64::MAX),
    })
}

/// `7.invite.<token>`, for that person only.
fn read(value: &str, user_id: i32) -> Option<(bool, String)> {
    let mut pieces = value.splitn(3, '.');
    let (id, purpose, token) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let is_token = token.len() == TOKEN_CHARACTERS
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let is_whose = id.parse() == Ok(user_id);
    (is_token && is_whose).then(|| (purpose == "invite", token.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::one_time_links::new_token;

    #[test]
    fn is_read_on_the_page_of_that_person_only() {
        let token = new_token();
        assert_eq!(
            read(&format!("7.invite.{token}"), 7),
            Some((true, token.clone()))
        );
        assert_eq!(
            read(&format!("7.reset.{token}"), 7),
            Some((false, token.clone()))
        );
        assert_eq!(read(&format!("7.invite.{token}"), 8), None);
    }

    #[test]
    fn holds_a_token_and_nothing_else() {
        for forged in [
            "",
            "7.invite",
            "7.invite.short",
            "7.invite./../../evil.example/aaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert_eq!(read(forged, 7), None, "{forged}");
        }
    }
}
