//! The account of one person: what they may do, and letting them in or keeping them out.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    auth::users::{
        DeactivateUser, ReactivateUser, State, User,
        words::{role_words, sessions_words},
    },
    facts::language,
    i18n::*,
    paths,
    ui::{
        ActionButton, ButtonTone, Card, CardBody, Done, Fact, Facts, Hint, LinkButton, MaybeTime,
        TimeExact,
    },
};

/// Whether the reader may deactivate and reactivate somebody.
const fn may_switch(user: &User) -> bool {
    user.may_change && !user.is_self
}

/// What they may do, and what may be done with their account.
#[component]
pub fn Account(user: User) -> impl IntoView {
    let l = language();
    let now = user.now;
    let hidden = vec![("form[id]", user.id.to_string())];
    let id = user.id;
    let is_inactive = user.facts.state == State::Inactive;
    let buttons = may_switch(&user).then(move || {
        let act = if is_inactive {
            view! {
                <ActionButton
                    action=ReactivateUser::url()
                    label=td_string!(l, users.reactivate)
                    hidden
                />
            }
            .into_any()
        } else {
            view! {
                <ActionButton
                    action=DeactivateUser::url()
                    label=td_string!(l, users.deactivate)
                    hidden
                />
            }
            .into_any()
        };
        let effect = (!is_inactive)
            .then(|| view! { <p><Hint>{td_string!(l, users.deactivate_effect)}</Hint></p> });
        view! {
            <CardBody>
                {effect}
                <div class="row">
                    {act}
                    <LinkButton
                        href=paths::user_delete(id)
                        label=td_string!(l, users.delete)
                        tone=ButtonTone::Danger
                    />
                </div>
            </CardBody>
        }
    });
    view! {
        <Card title=td_string!(l, users.account)>
            <Facts>
                <Fact term=td_string!(l, users.role)>{role_words(l, user.facts.role)}</Fact>
                <Fact term=td_string!(l, users.joined)><TimeExact at=user.facts.joined /></Fact>
                <Fact term=td_string!(l, users.last_sign_in)>
                    <MaybeTime at=user.facts.last_sign_in now />
                </Fact>
                <Fact term=td_string!(l, users.sessions)>{sessions_words(l, user.sessions)}</Fact>
            </Facts>
            {buttons}
        </Card>
    }
}

/// Says that somebody was just kept out or let in again, and takes it back.
#[component]
pub fn Undo(user: User) -> impl IntoView {
    let hidden = vec![("form[id]", user.id.to_string())];
    may_switch(&user).then(|| {
        if user.facts.state == State::Inactive {
            let undo = ReactivateUser::url();
            view! { <Done done="deactivated" undo hidden /> }.into_any()
        } else {
            let undo = DeactivateUser::url();
            view! { <Done done="reactivated" undo hidden /> }.into_any()
        }
    })
}
