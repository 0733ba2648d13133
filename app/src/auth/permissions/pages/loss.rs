//! Who loses what, in words: before something is taken away and after.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;

use crate::{
    auth::permissions::{Loss, LossLine, Outcome, UndoRemoval, get_outcome},
    error::AppError,
    facts::language,
    i18n::*,
    list::ListQuery,
    permission::words::permission_words,
    ui::{ActionButton, Card, CardBody, Data, Icon, Lines, LoadedAside, Notice, Tone, grouped},
};

/// Everything that somebody would lose.
#[component]
pub fn LossCard(loss: Loss) -> impl IntoView {
    let l = language();
    let body = if loss.lines.is_empty() {
        view! { <CardBody><p>{td_string!(l, access.nobody_loses)}</p></CardBody> }.into_any()
    } else {
        view! { <LossLines lines=loss.lines /> }.into_any()
    };
    view! { <Card title=td_string!(l, access.who_loses)>{body}</Card> }
}

#[component]
fn LossLines(lines: Vec<LossLine>) -> impl IntoView {
    let l = language();
    let lines = lines
        .into_iter()
        .map(|line| {
            let names = names_words(l, &line.names, line.people);
            let objects = line.objects.as_ref().map(|(count, names)| {
                view! { <span class="dim">{names_words(l, names, *count)}</span> }
            });
            view! {
                <li class="loss">
                    <b>{sentence(l, &line)}</b>
                    <span>{names}</span>
                    {objects}
                </li>
            }
        })
        .collect_view();
    view! { <Lines>{lines}</Lines> }
}

/// "3 people lose: View dataset (12 objects)".
fn sentence(l: Locale, line: &LossLine) -> String {
    let what = permission_words(l, line.permission);
    let people = grouped(line.people);
    match &line.objects {
        None => td_string!(l, access.lose_all, people = people, what = what),
        Some((count, _)) => {
            td_string!(
                l,
                access.lose_some,
                people = people,
                what = what,
                count = grouped(*count)
            )
        }
    }
}

/// The first names, and how many more there are.
fn names_words(l: Locale, names: &[String], count: i64) -> String {
    let joined = names.join(td_string!(l, access.comma));
    let more = count - i64::try_from(names.len()).unwrap_or_default();
    if more > 0 {
        td_string!(l, access.and_more, names = joined, n = grouped(more))
    } else {
        joined
    }
}

/// What was just taken away, where the address says that something was: who lost what, and the
/// way to take it back.
#[component]
pub fn OutcomeNotice() -> impl IntoView {
    let search = use_location().search;
    let id = Memo::new(move |_| {
        ListQuery::parse(&search.read())
            .get("outcome")
            .and_then(|id| id.parse::<i64>().ok())
    });
    let outcome = Data::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => get_outcome(id).await.map(Some),
                None => Ok::<_, AppError>(None),
            }
        },
    );
    view! {
        // What is too old to be taken back is no news.
        <LoadedAside
            data=outcome
            view=|outcome| outcome.map(|outcome| view! { <Said outcome /> }).into_any()
        />
    }
}

#[component]
fn Said(outcome: Outcome) -> impl IntoView {
    let l = language();
    let lines = outcome.loss.lines;
    let said = if lines.is_empty() {
        view! { <p>{td_string!(l, access.nobody_lost)}</p> }.into_any()
    } else {
        lines
            .iter()
            .map(|line| view! { <p>{sentence(l, line)}</p> })
            .collect_view()
            .into_any()
    };
    let undo = outcome.may_undo.then(|| {
        view! {
            <ActionButton
                action=UndoRemoval::url()
                label=td_string!(l, access.undo)
                icon=Icon::Undo
                hidden=vec![("form[id]", outcome.id.to_string())]
            />
        }
    });
    view! { <Notice tone=Tone::Ok><b>{td_string!(l, access.taken_away)}</b>{said}{undo}</Notice> }
}
