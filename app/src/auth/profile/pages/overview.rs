//! What is known of oneself.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{Loading, languages, profile, themes};
use crate::{
    auth::{
        profile::Profile,
        sessions::SignOutEverywhere,
        users::words::{role_words, sessions_words},
    },
    facts::language,
    i18n::*,
    paths,
    system::audit_logs::{RecentActivity, RecentLines, load_own_recent},
    ui::{
        Avatar, ButtonTone, Card, CardBody, Columns, Fact, Facts, Icon, LinkButton, Loaded,
        PageHead, PlainForm, Submit, Tag, TextFact, TimeExact,
    },
};

/// What is known of oneself.
pub struct ProfilePage {
    profile: Loading,
    acts: RecentLines,
}

impl ProfilePage {
    pub fn data() -> Self {
        Self {
            profile: profile(),
            acts: load_own_recent(),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let acts = this.acts;
        view! { <Loaded data=this.profile view=move |profile| overview(profile, acts) /> }
            .into_any()
    }
}

fn overview(profile: Profile, acts: RecentLines) -> AnyView {
    let l = language();
    let person = profile.clone();
    view! {
        <PageHead title=td_string!(l, users.profile) sub=td_string!(l, users.profile_sub)>
            <LinkButton
                href=paths::PROFILE_PASSWORD
                label=td_string!(l, users.profile_password)
                icon=Icon::Key
            />
            <LinkButton
                href=paths::PROFILE_EDIT
                label=td_string!(l, users.profile_edit)
                icon=Icon::Edit
                tone=ButtonTone::Primary
                shortcut="edit"
            />
        </PageHead>
        <Columns
            main=ToChildren::to_children(move || view! { <Person profile=person /> })
            aside=ToChildren::to_children(move || view! {
                <Account profile />
                <RecentActivity acts />
            })
        />
    }
    .into_any()
}

/// Who one is to others.
#[component]
fn Person(profile: Profile) -> impl IntoView {
    let l = language();
    let name = profile.name.clone();
    let picture = match profile.avatar {
        Some(image) => view! { <Avatar name image is_large=true /> }.into_any(),
        None => view! { <Avatar name is_large=true /> }.into_any(),
    };
    let groups = if profile.groups.is_empty() {
        "—".into_any()
    } else {
        profile
            .groups
            .into_iter()
            .map(|label| view! { <Tag label /> })
            .collect_view()
            .into_any()
    };
    view! {
        <Card title=profile.name>
            <Facts>
                <Fact term=td_string!(l, users.avatar)>{picture}</Fact>
                <TextFact term=td_string!(l, users.username) value=Some(profile.username) />
                <TextFact term=td_string!(l, users.email) value=Some(profile.email) />
                <TextFact term=td_string!(l, users.phone) value=Some(profile.phone) />
                <TextFact term=td_string!(l, users.organization) value=profile.organization />
                <TextFact term=td_string!(l, users.department) value=profile.department />
                <TextFact term=td_string!(l, users.position) value=profile.position />
                <Fact term=td_string!(l, users.groups)>{groups}</Fact>
                <TextFact term=td_string!(l, users.bio) value=Some(profile.bio) />
            </Facts>
        </Card>
    }
}

/// What one may do, and where one is signed in.
#[component]
fn Account(profile: Profile) -> impl IntoView {
    let l = language();
    let last = profile.last_sign_in.map_or_else(
        || "—".into_any(),
        |at| view! { <TimeExact at /> }.into_any(),
    );
    let language_words = languages(l)
        .into_iter()
        .find(|(code, _)| *code == profile.language)
        .map(|(_, words)| words.into_owned());
    let theme_words = themes(l)
        .into_iter()
        .find(|(name, _)| *name == profile.theme)
        .map(|(_, words)| words.into_owned());
    let shortcuts = if profile.shortcuts {
        td_string!(l, users.shortcuts_on)
    } else {
        td_string!(l, users.shortcuts_off)
    };
    // What follows is the sign-in page, for whoever comes: a whole new page.
    let sign_out = SignOutEverywhere::url();
    view! {
        <Card title=td_string!(l, users.account)>
            <Facts>
                <Fact term=td_string!(l, users.role)>{role_words(l, profile.role)}</Fact>
                <TextFact term=td_string!(l, users.language) value=language_words />
                <TextFact term=td_string!(l, users.theme) value=theme_words />
                <Fact term=td_string!(l, users.shortcuts)>{shortcuts}</Fact>
                <Fact term=td_string!(l, users.joined)><TimeExact at=profile.joined /></Fact>
                <Fact term=td_string!(l, users.last_sign_in)>{last}</Fact>
                <Fact term=td_string!(l, users.sessions)>
                    {sessions_words(l, profile.sessions)}
                </Fact>
            </Facts>
            <CardBody>
                <div class="row">
                    <LinkButton
                        href=paths::PROFILE_SESSIONS
                        label=td_string!(l, sessions.devices)
                    />
                    <PlainForm action=sign_out class="act">
                        <Submit
                            label=td_string!(l, users.sign_out_everywhere)
                            tone=ButtonTone::Plain
                        />
                    </PlainForm>
                </div>
            </CardBody>
        </Card>
    }
}
