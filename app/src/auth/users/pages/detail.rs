//! One person: who they are, where they belong, what they did last; and their history.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::components::Redirect;

use super::{
    account::{Account, Undo},
    id_of_address,
};
use crate::{
    auth::users::{
        InviteUser, NewLink, ResetPassword, State, User, get_user,
        words::{state_tone, state_words},
    },
    facts::{language, may},
    i18n::*,
    paths,
    permission::Permission,
    system::audit_logs::{
        History, HistoryLines, RecentActivity, RecentLines, load_history, load_recent,
    },
    ui::{
        ActionButton, Avatar, Badge, ButtonTone, Card, Columns, CopyId, Data, Fact, Facts, Hint,
        Icon, LinkButton, Loaded, Notice, PageHead, Tab, Tabs, Tag, TextFact, TextLink, Tone,
    },
};

type Found = Data<Option<User>>;

/// Asks again when the address changes, which it does whenever something was done here.
fn found() -> Found {
    Data::of_address(|id, _| get_user(id))
}

/// One person.
pub struct UserPage {
    user: Found,
    acts: RecentLines,
}

impl UserPage {
    pub fn data() -> Self {
        Self {
            user: found(),
            acts: load_recent(id_of_address()),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let acts = this.acts;
        view! {
            <Loaded data=this.user view=move |user| match user {
                None => view! { <Redirect path=paths::PROFILE /> }.into_any(),
                Some(user) => overview(user, acts),
            } />
        }
        .into_any()
    }
}

/// What was done to one person.
pub struct UserHistoryPage {
    user: Found,
    page: HistoryLines,
}

impl UserHistoryPage {
    pub fn data() -> Self {
        Self {
            user: found(),
            page: load_history("user", id_of_address()),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let page = this.page;
        view! {
            <Loaded data=this.user view=move |user| match user {
                None => view! { <Redirect path=paths::PROFILE /> }.into_any(),
                Some(user) => {
                    let id = user.id;
                    view! {
                        <UserHead user=user part=UserPart::History />
                        <History entity_type="user" entity_id=id page />
                    }
                    .into_any()
                }
            } />
        }
        .into_any()
    }
}

/// The tabs of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserPart {
    Overview,
    Permissions,
    Sessions,
    History,
}

/// Name, state, what can be done, and the tabs of one person.
#[component]
pub fn UserHead(user: User, part: UserPart) -> impl IntoView {
    let l = language();
    let (id, label) = (user.id, user.name.clone());
    let (tone, icon) = state_tone(user.facts.state);
    let state = view! { <Badge tone label=state_words(l, user.facts.state) icon /> }.into_any();
    let tab = |label: &'static str, href, this| Tab {
        label: label.into(),
        href,
        is_current: part == this,
        count: None,
    };
    let mut tabs = vec![tab(
        td_string!(l, users.overview),
        paths::user(id),
        UserPart::Overview,
    )];
    if may(Permission::ViewPermission) {
        let href = paths::user_permissions(id);
        tabs.push(tab(
            td_string!(l, frame.permissions),
            href,
            UserPart::Permissions,
        ));
    }
    if user.may_change && !user.is_self {
        tabs.push(tab(
            td_string!(l, sessions.devices_tab),
            paths::user_sessions(id),
            UserPart::Sessions,
        ));
    }
    if may(Permission::ViewAuditLog) {
        tabs.push(tab(
            td_string!(l, users.history),
            paths::user_history(id),
            UserPart::History,
        ));
    }
    let trail = vec![(td_string!(l, users.title).into(), paths::USERS.to_owned())];
    view! {
        <PageHead title=user.name.clone() sub=user.facts.email.clone() state trail>
            {user
                .may_change
                .then(|| view! {
                    <Links user=user.clone() />
                    <LinkButton
                        href=paths::user_edit(id)
                        label=td_string!(l, users.edit)
                        icon=Icon::Edit
                        tone=ButtonTone::Primary
                        shortcut="edit"
                    />
                })}
        </PageHead>
        <Tabs items=tabs label />
    }
}

/// The button for whichever one-time link makes sense: an invitation until somebody has signed in,
/// a new password after. One's own password is changed on the profile.
#[component]
fn Links(user: User) -> impl IntoView {
    let l = language();
    let hidden = vec![("form[id]", user.id.to_string())];
    let is_new = user.facts.last_sign_in.is_none();
    match (user.is_self || user.facts.state == State::Inactive, is_new) {
        (true, _) => ().into_any(),
        (false, true) => view! {
            <ActionButton
                action=InviteUser::url()
                label=td_string!(l, users.invite_again)
                hidden
            />
        }
        .into_any(),
        (false, false) => view! {
            <ActionButton
                action=ResetPassword::url()
                label=td_string!(l, users.reset_password)
                hidden
            />
        }
        .into_any(),
    }
}

/// The first page of somebody.
fn overview(user: User, acts: RecentLines) -> AnyView {
    let link = user
        .link
        .clone()
        .map(|link| view! { <Handover link name=user.name.clone() /> });
    let person = user.clone();
    let undo = view! { <Undo user=user.clone() /> };
    view! {
        <UserHead user=user.clone() part=UserPart::Overview />
        {link}
        <Columns
            main=ToChildren::to_children(move || view! { <Person user=person /> })
            aside=ToChildren::to_children(move || view! {
                <Account user />
                <RecentActivity acts />
            })
        />
        {undo}
    }
    .into_any()
}

/// A link that was just made.
#[component]
fn Handover(link: NewLink, name: String) -> impl IntoView {
    let l = language();
    let title = if link.is_invite {
        td_string!(l, users.link_invite, name = name)
    } else {
        td_string!(l, users.link_reset, name = name)
    };
    view! {
        <Notice tone=Tone::Run>
            <p><b>{title}</b></p>
            <CopyId value=link.address />
            <p><Hint>{td_string!(l, users.link_hint, hours = link.hours)}</Hint></p>
        </Notice>
    }
}

/// Who they are.
#[component]
fn Person(user: User) -> impl IntoView {
    let l = language();
    let organization = match (user.organization_id, user.facts.organization) {
        (Some(id), Some(name)) => {
            view! { <TextLink href=paths::organization(id) label=name /> }.into_any()
        }
        _ => "—".into_any(),
    };
    let groups = if user.groups.is_empty() {
        "—".into_any()
    } else {
        user.groups
            .into_iter()
            .map(|label| view! { <Tag label /> })
            .collect_view()
            .into_any()
    };
    let picture = user.avatar.map(|image| {
        let name = user.name.clone();
        view! {
            <Fact term=td_string!(l, users.avatar)><Avatar name image is_large=true /></Fact>
        }
    });
    view! {
        <Card title=td_string!(l, users.person)>
            <Facts>
                {picture}
                <TextFact term=td_string!(l, users.username) value=Some(user.facts.username) />
                <TextFact term=td_string!(l, users.email) value=Some(user.facts.email) />
                <TextFact term=td_string!(l, users.phone) value=user.phone />
                <Fact term=td_string!(l, users.organization)>{organization}</Fact>
                <TextFact term=td_string!(l, users.department) value=user.facts.department />
                <TextFact term=td_string!(l, users.position) value=user.facts.position />
                <Fact term=td_string!(l, users.groups)>{groups}</Fact>
                <TextFact term=td_string!(l, users.bio) value=user.bio />
            </Facts>
        </Card>
    }
}
