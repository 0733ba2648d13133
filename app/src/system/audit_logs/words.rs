//! Words for what the log holds as names: actions, kinds of entities, browsers. What has no word
//! here is shown by its raw name, so that an old or foreign row stays readable.

use crate::{
    i18n::*,
    ui::{Icon, Tone, Words},
};

/// The actions that can be chosen from: those of `server::audit::Action`.
pub const ACTIONS: [&str; 23] = [
    "create",
    "update",
    "delete",
    "deactivate",
    "reactivate",
    "invite",
    "reset_password",
    "change_password",
    "sign_in",
    "sign_in_failed",
    "sign_out",
    "sign_out_everywhere",
    "end_session",
    "switch_organization",
    "view",
    "export",
    "set_up",
    "add_member",
    "remove_member",
    "grant",
    "revoke",
    "share",
    "expire",
];

/// The kinds of entities that rows are about: the models of `auth.content_types`, and the session.
pub const ENTITY_TYPES: [&str; 22] = [
    "organization",
    "user",
    "group",
    "permission",
    "session",
    "datasource",
    "dataset",
    "datasetversion",
    "dataprocessingtask",
    "textembedding",
    "project",
    "experiment",
    "experimentrun",
    "model",
    "modelversion",
    "modelendpoint",
    "application",
    "applicationcomponent",
    "deployment",
    "systemsetting",
    "auditlog",
    "store",
];

/// What was done, as a word.
pub fn action_words(l: Locale, action: &str) -> Words {
    let words = match action {
        "create" => td_string!(l, audit.action_create),
        "update" => td_string!(l, audit.action_update),
        "delete" => td_string!(l, audit.action_delete),
        "deactivate" => td_string!(l, audit.action_deactivate),
        "reactivate" => td_string!(l, audit.action_reactivate),
        "invite" => td_string!(l, audit.action_invite),
        "reset_password" => td_string!(l, audit.action_reset_password),
        "change_password" => td_string!(l, audit.action_change_password),
        "sign_in" => td_string!(l, audit.action_sign_in),
        "sign_in_failed" => td_string!(l, audit.action_sign_in_failed),
        "sign_out" => td_string!(l, audit.action_sign_out),
        "sign_out_everywhere" => td_string!(l, audit.action_sign_out_everywhere),
        "end_session" => td_string!(l, audit.action_end_session),
        "switch_organization" => td_string!(l, audit.action_switch_organization),
        "view" => td_string!(l, audit.action_view),
        "export" => td_string!(l, audit.action_export),
        "set_up" => td_string!(l, audit.action_set_up),
        "add_member" => td_string!(l, audit.action_add_member),
        "remove_member" => td_string!(l, audit.action_remove_member),
        "grant" => td_string!(l, audit.action_grant),
        "revoke" => td_string!(l, audit.action_revoke),
        "share" => td_string!(l, audit.action_share),
        "expire" => td_string!(l, audit.action_expire),
        unknown => return unknown.to_owned().into(),
    };
    words.into()
}

/// How an action looks: what cannot be undone, or should be looked at, stands out.
pub fn action_tone(action: &str) -> (Tone, Icon) {
    match action {
        "sign_in_failed" => (Tone::Bad, Icon::Cross),
        "delete" | "deactivate" | "reset_password" | "end_session" | "revoke" | "remove_member" => {
            (Tone::Warn, Icon::Warning)
        }
        _ => (Tone::Mute, Icon::Dot),
    }
}

/// A kind of entity, as a word.
pub fn entity_words(l: Locale, entity_type: &str) -> Words {
    let words = match entity_type {
        "organization" => td_string!(l, audit.entity_organization),
        "user" => td_string!(l, audit.entity_user),
        "group" => td_string!(l, audit.entity_group),
        "permission" => td_string!(l, audit.entity_permission),
        "session" => td_string!(l, audit.entity_session),
        "datasource" => td_string!(l, audit.entity_datasource),
        "dataset" => td_string!(l, audit.entity_dataset),
        "datasetversion" => td_string!(l, audit.entity_datasetversion),
        "dataprocessingtask" => td_string!(l, audit.entity_dataprocessingtask),
        "textembedding" => td_string!(l, audit.entity_textembedding),
        "project" => td_string!(l, audit.entity_project),
        "experiment" => td_string!(l, audit.entity_experiment),
        "experimentrun" => td_string!(l, audit.entity_experimentrun),
        "model" => td_string!(l, audit.entity_model),
        "modelversion" => td_string!(l, audit.entity_modelversion),
        "modelendpoint" => td_string!(l, audit.entity_modelendpoint),
        "application" => td_string!(l, audit.entity_application),
        "applicationcomponent" => td_string!(l, audit.entity_applicationcomponent),
        "deployment" => td_string!(l, audit.entity_deployment),
        "systemsetting" => td_string!(l, audit.entity_systemsetting),
        "auditlog" => td_string!(l, audit.entity_auditlog),
        "store" => td_string!(l, audit.entity_store),
        unknown => return unknown.to_owned().into(),
    };
    words.into()
}

/// Browsers by what their user agent holds, the more particular first: Edge calls itself Chrome
/// as well, and Chrome calls itself Safari.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems, likewise: Android calls itself Linux, and an iPhone is "like Mac OS X".
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// A user agent in words, such as `Firefox · Linux`; programs are called by their first word,
/// such as `curl/8.14`.
pub fn browser_words(user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(part, _)| user_agent.contains(part))
            .map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => user_agent
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .chars()
            .take(40)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_word_in_both_languages() {
        for name in ACTIONS {
            assert_ne!(
                action_words(Locale::en, name),
                action_words(Locale::zh_CN, name),
                "{name}"
            );
        }
        for name in ENTITY_TYPES {
            assert_ne!(
                entity_words(Locale::en, name),
                entity_words(Locale::zh_CN, name),
                "{name}"
            );
        }
    }

    #[test]
    fn what_is_unknown_is_shown_by_its_name() {
        assert_eq!(action_words(Locale::zh_CN, "promote"), "promote");
        assert_eq!(entity_words(Locale::zh_CN, "bucket"), "bucket");
    }

    #[test]
    fn the_actions_offered_are_those_that_are_written() {
        use crate::server::audit::Action;
        assert_eq!(ACTIONS, Action::ALL.map(Action::as_str));
    }

    #[test]
    fn tells_browsers_apart_that_call_themselves_each_other() {
        for (user_agent, words) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox · Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
                "Safari · iOS",
            ),
            ("curl/8.14.1", "curl/8.14.1"),
            ("", ""),
        ] {
            assert_eq!(browser_words(user_agent), words);
        }
    }
}
