//! What roles and states are called, and which tone a state has.

use crate::{
    auth::users::State,
    i18n::*,
    permission::Role,
    ui::{Icon, Tone},
};

/// What a role is called.
pub fn role_words(language: Locale, role: Role) -> &'static str {
    match role {
        Role::Superuser => td_string!(language, users.role_superuser),
        Role::Staff => td_string!(language, users.role_staff),
        Role::Member => td_string!(language, users.role_member),
    }
}

/// What a state is called.
pub fn state_words(language: Locale, state: State) -> &'static str {
    match state {
        State::Active => td_string!(language, users.state_active),
        State::Invited => td_string!(language, users.state_invited),
        State::Inactive => td_string!(language, users.state_inactive),
    }
}

/// How a state looks beside its word.
pub const fn state_tone(state: State) -> (Tone, Icon) {
    match state {
        State::Active => (Tone::Ok, Icon::Check),
        State::Invited => (Tone::Run, Icon::Clock),
        State::Inactive => (Tone::Mute, Icon::Lock),
    }
}

/// In how many browsers somebody is signed in.
pub fn sessions_words(language: Locale, sessions: i64) -> String {
    match sessions {
        0 => td_string!(language, users.sessions_none).to_owned(),
        1 => td_string!(language, users.sessions_one).to_owned(),
        count => td_string!(language, users.sessions_some, count),
    }
}
