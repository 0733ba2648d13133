//! On the server the facts come from who is asking, their cookies and their headers.

use std::sync::Arc;

use http::{HeaderMap, header, request::Parts};
use leptos::prelude::use_context;
use leptos_i18n::Locale as _;

use super::{Answer, Facts, Person, Theme};
use crate::{
    i18n::Locale,
    server::{Caller, Console},
};

/// Cookie of somebody who chose a language.
pub const LANGUAGE_COOKIE: &str = "language";
/// Cookie of somebody who chose a theme.
pub const THEME_COOKIE: &str = "theme";

/// Preference, then cookie, then what the browser asks for.
pub fn facts() -> Facts {
    let Some(parts) = use_context::<Parts>() else {
        return Facts {
            language: Locale::default(),
            theme: Theme::System,
            person: None,
            answer: None,
            shortcuts: true,
            development: false,
            demo: false,
        };
    };
    let caller = parts.extensions.get::<Arc<Caller>>();
    let settings = Console::current().ok().map(|console| console.settings);
    let language = caller
        .and_then(|caller| caller.language)
        .or_else(|| cookie(&parts.headers, LANGUAGE_COOKIE)?.parse().ok())
        .unwrap_or_else(|| accepted_language(&parts.headers));
    let theme = caller
        .and_then(|caller| caller.theme)
        .or_else(|| Theme::parse(cookie(&parts.headers, THEME_COOKIE)?))
        .unwrap_or_default();
    Facts {
        language,
        theme,
        person: caller.map(|caller| Person {
            user_id: caller.user_id,
            username: caller.username.clone(),
            display_name: caller.display_name.clone(),
            role: caller.role,
            held: caller.held,
            organization: caller.organization.clone(),
        }),
        answer: parts.extensions.get::<Answer>().cloned(),
        shortcuts: caller.is_none_or(|caller| caller.shortcuts),
        development: settings
            .as_ref()
            .is_some_and(|settings| settings.development),
        demo: settings.as_ref().is_some_and(|settings| settings.demo),
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The best language of `Accept-Language` (RFC 9110, section 12.5.4), by its weights.
fn accepted_language(headers: &HeaderMap) -> Locale {
    let Some(accepted) = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
    else {
        return Locale::default();
    };
    let mut ranges: Vec<(&str, f32)> = accepted
        .split(',')
        .take(20)
        .map(|range| {
            let (language, weight) = range.split_once(";q=").unwrap_or((range, "1"));
            (language.trim(), weight.trim().parse().unwrap_or(0.0))
        })
        .collect();
    ranges.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranges
        .into_iter()
        .filter(|(_, weight)| *weight > 0.0)
        .find_map(|(range, _)| language_of(range))
        .unwrap_or_default()
}

/// The language of a range: the very same tag, else one of the same primary language, since whoever
/// reads `zh` or `zh-TW` reads `zh-CN` sooner than English (RFC 4647, section 3.4).
fn language_of(range: &str) -> Option<Locale> {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
    let all = Locale::get_all();
    all.iter()
        .find(|locale| locale.as_str().eq_ignore_ascii_case(range))
        .or_else(|| {
            all.iter()
                .find(|locale| primary(locale.as_str()) == primary(range))
        })
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(accept: &str) -> Locale {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
        accepted_language(&headers)
    }

    #[test]
    fn follows_what_the_browser_prefers() {
        assert_eq!(asking("zh-CN,zh;q=0.9,en;q=0.8"), Locale::zh_CN);
        assert_eq!(asking("zh;q=0.5,en;q=0.8"), Locale::en);
        assert_eq!(asking("zh"), Locale::zh_CN);
        assert_eq!(asking("fr"), Locale::en);
        assert_eq!(asking("*;q=x"), Locale::en);
    }

    #[test]
    fn finds_a_cookie_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            "a=b; language=zh-CN; theme=dark".parse().unwrap(),
        );
        assert_eq!(cookie(&headers, LANGUAGE_COOKIE), Some("zh-CN"));
        assert_eq!(cookie(&headers, "guage"), None);
    }
}
