//! What stands where there is nothing to show, how something goes, and what is asked and said
//! before and after something is done.

use leptos::{prelude::*, server_fn::ServerFn};

use super::super::*;
use crate::{
    // A button needs something that it does; this one does no harm.
    auth::sessions::SetTheme,
    error::{AppError, Usage},
    facts::language,
};

/// All of it.
#[component]
pub fn KitStates() -> impl IntoView {
    view! {
        <Card title="Nothing">
            <Empty text="Nothing is here yet.">
                <LinkButton href="#" label="Make one" tone=ButtonTone::Primary />
            </Empty>
        </Card>
        <Card title="Waiting"><Skeleton /></Card>
        <Card title="Under way">
            <CardBody>
                <Progress label="Import" done=1_204_000 total=Some(1_940_000) per_second=Some(2_400) />
            </CardBody>
            <CardBody><Progress label="Profile" done=62 total=Some(100) /></CardBody>
            <CardBody><Progress label="Crawl" done=1_204 per_second=Some(12) /></CardBody>
        </Card>
        <Doing />
        <Card title="Palette">
            <PaletteFoot has_none=false is_waiting=false />
            <PaletteFoot has_none=true is_waiting=true />
            <PaletteFoot has_none=true is_waiting=false />
        </Card>
        <Faults />
    }
}

/// Asking before, and saying after.
#[component]
fn Doing() -> impl IntoView {
    let set = || {
        let action = SetTheme::url();
        let hidden = vec![("theme", "system".to_owned())];
        view! { <ActionButton action label="Theme as the system" hidden icon=Icon::Monitor /> }
    };
    let undo = || {
        let action = SetTheme::url();
        let hidden = vec![("theme", "system".to_owned())];
        view! { <ActionButton action label="Undo" hidden tone=ButtonTone::Ghost icon=Icon::Undo /> }
    };
    view! {
        <Card title="Questions">
            <CardBody>
                <div class="row">
                    {set()}
                    <DialogLink dialog="kit-question" href="#question" label="Delete" tone=ButtonTone::Danger icon=Icon::Trash />
                </div>
                <Dialog id="kit-question" title="Delete 王一诺?">
                    <p>"Their 6 sessions end at once. This cannot be undone."</p>
                    <PlainForm action="/kit" class="form">
                        <TypedConfirm name="name" expected="wang.yinuo" />
                        <Submit label="Delete" tone=ButtonTone::DangerPrimary icon=Icon::Trash />
                    </PlainForm>
                </Dialog>
            </CardBody>
        </Card>
        <Toast words="Saved"><LinkButton href="#" label="Close" tone=ButtonTone::Ghost /></Toast>
        <Toast words="Deactivated">{undo()}</Toast>
    }
}

/// Every error, as a part of a page shows it, and the two that take a page's place.
#[component]
fn Faults() -> impl IntoView {
    let l = language();
    let notes = [
        AppError::SignInRequired,
        AppError::InUse(vec![Usage {
            table: "data_platform.datasets".into(),
            rows: 1_204,
        }]),
        AppError::TooManyAttempts(5),
        AppError::Malformed,
        AppError::TookTooLong,
        AppError::Unreachable,
        AppError::Broken(String::new()),
    ]
    .map(|error| view! { <ErrorNote error /> })
    .into_iter()
    .collect_view();
    let pages = [AppError::NotFound, AppError::Broken("0193f6c2".into())]
        .map(|error| {
            let heading = view! { <h2>{fault_title(l, &error)}</h2> }.into_any();
            view! { <Fault error heading /> }
        })
        .into_iter()
        .collect_view();
    view! { {notes} {pages} }
}
